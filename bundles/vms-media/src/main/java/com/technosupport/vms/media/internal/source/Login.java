package com.technosupport.vms.media.internal.source;

import com.technosupport.vms.api.driver.Credential;

/**
 * One source's way to send its password to its device: {@link #ask}, and when told to go, {@link #accepted}, {@link #refused} or
 * {@link #end}, whatever becomes of it, for others wait meanwhile. A source that is never asked for a password never asks. Any
 * thread may call.
 */
public final class Login {

    /** Hears whether the password may be sent, once, by any thread, perhaps before {@link #ask} returns. Must not block. */
    public interface Answer {

        void go();

        /** The device has refused it to another stream: it is not to be sent. */
        void refused(String sentence);
    }

    private final Account account;

    // Guarded by the account.
    Answer answer;
    boolean trying;
    boolean authenticated;

    Login(Account account) {
        this.account = account;
    }

    /** What to log in with. */
    public Credential credential() {
        return account.credential();
    }

    public void ask(Answer waiting) {
        account.ask(this, waiting);
    }

    /** The device has taken the password. Nothing happens when it was not sent. */
    public void accepted() {
        account.accepted(this);
    }

    /** The device has refused the password. Nothing happens when it was not sent. */
    public void refused(String sentence) {
        account.refused(this, sentence);
    }

    /** Waits no longer, and holds up nobody. May be called again and again. */
    public void end() {
        account.end(this);
    }

    /** A stream that was let in ended by itself: the device may have another password now. */
    public void broke() {
        account.broke(this);
    }

    Answer taken() {
        Answer taken = answer;
        answer = null;
        return taken;
    }
}
