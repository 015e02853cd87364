package com.technosupport.vms.media.internal.source;

import com.technosupport.vms.api.driver.Credential;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keeps the streams of one device from locking their account there: devices do so after a few wrong passwords, and a recorder's
 * sixteen streams that come back with one that was changed would be enough. An account is a host, whatever its ports, with a
 * user and a password. It is known for as long as a pipeline uses it. Any thread may call.
 */
public final class LoginGate {

    /** The credential's own text form hides what it holds. */
    private record Key(String host, Credential credential) {}

    private final Map<Key, Account> accounts = new HashMap<>();
    private final LongSupplier nanos;

    public LoginGate() {
        this(System::nanoTime);
    }

    LoginGate(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Begins to use an account, until {@link Member#leave}. */
    public synchronized Member join(String host, Credential credential) {
        Key key = new Key(host.toLowerCase(Locale.ROOT), credential);
        Account account = accounts.computeIfAbsent(key, fresh -> new Account(credential, nanos));
        account.members++;
        return new Member(key, account);
    }

    /** How many accounts are in use. */
    public synchronized int size() {
        return accounts.size();
    }

    private synchronized void leave(Key key, Account account) {
        if (--account.members == 0) {
            accounts.remove(key);
        }
    }

    /** One pipeline's use of an account. */
    public final class Member {

        private final Key key;
        private final Account account;

        private Member(Key key, Account account) {
            this.key = key;
            this.account = account;
        }

        /** For one opening of the pipeline's source. */
        public Login login() {
            return new Login(account);
        }

        /**
         * Somebody sets the stream up, and wants the password tried even if it was refused before. Not so right after the
         * refusal: then this is one of many streams that are set up together.
         */
        public void setUp() {
            account.forgive();
        }

        /** How many logins have succeeded; what was refused before one of them may be worth another try. */
        public long successes() {
            return account.successes();
        }

        /** To be called once. */
        public void leave() {
            LoginGate.this.leave(key, account);
        }
    }
}
