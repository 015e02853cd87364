package com.technosupport.vms.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.security.AccessControlContext;
import java.security.Principal;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.security.auth.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectWeavingTest {

    private static final String HELPER = "org.apache.karaf.util.jaas.JaasHelper";

    @ParameterizedTest
    @ValueSource(classes = {String.class, Map.class, SubjectWeaving.class, Math.class, Asks.class})
    void aClassThatIsNotChangedStaysAsItIs(Class<?> type) throws IOException {
        byte[] content = content(type);
        assertThat(new ClassFile(content).toBytes()).isEqualTo(content);
        if (type != Asks.class) {
            assertThat(SubjectWeaving.redirect(content)).isSameAs(content);
        }
    }

    @Test
    void whatIsNoClassIsToldSo() {
        assertThatThrownBy(() -> new ClassFile(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClassFile(new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoAsksTheOldWayIsAnsweredByTheHelper() throws Exception {
        ClassFile helper = new ClassFile(content(CurrentSubject.class));
        helper.rename(CurrentSubject.class.getName().replace('.', '/'), HELPER.replace('.', '/'));
        Loader loader = new Loader(
                Map.of(HELPER, helper.toBytes(), Asks.class.getName(), SubjectWeaving.redirect(content(Asks.class))));
        Supplier<?> asks = (Supplier<?>)
                loader.loadClass(Asks.class.getName()).getDeclaredConstructor().newInstance();
        assertThat(asks.get()).isNull();
        Subject subject = new Subject();
        Object[] seen = new Object[2];
        CurrentSubject.runAs(subject, () -> {
            seen[0] = asks.get();
            Thread part = new Thread(() -> seen[1] = asks.get(), "part-of-a-command-line");
            part.start();
            try {
                part.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(seen).containsExactly(subject, subject);
        assertThat(asks.get()).isNull();
    }

    @Test
    void whatAnActionThrowsComesOut() {
        Subject subject = new Subject();
        assertThatThrownBy(() -> CurrentSubject.doAs(subject, (PrivilegedExceptionAction<Void>) () -> {
                    throw new IOException("disk");
                }))
                .isInstanceOf(PrivilegedActionException.class)
                .hasRootCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> CurrentSubject.runAs(subject, () -> {
                    throw new IllegalArgumentException("wrong");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(CurrentSubject.getSubject(null)).isNull();
    }

    @Test
    void aRoleIsANameOrAClassWithAName() {
        Set<Principal> principals = Set.of(new Named("viewer"));
        assertThat(CurrentSubject.currentUserHasRole(principals, "*")).isTrue();
        assertThat(CurrentSubject.currentUserHasRole(principals, Named.class.getName() + ":viewer"))
                .isTrue();
        assertThat(CurrentSubject.currentUserHasRole(principals, Named.class.getName() + ":admin"))
                .isFalse();
        assertThat(CurrentSubject.currentUserHasRole(principals, "viewer"))
                .as("a principal of another class than Karaf's roles")
                .isFalse();
    }

    /** Calls as Karaf's classes do. */
    public static final class Asks implements Supplier<Object> {

        @Override
        @SuppressWarnings({"removal", "deprecation"}) // what newer Java took away is what this is about
        public Object get() {
            long twoPlaces = 0x1234_5678_9ABC_DEFL;
            return twoPlaces == 0 ? "" : Subject.getSubject((AccessControlContext) null);
        }
    }

    private record Named(String getName) implements Principal {}

    private static byte[] content(Class<?> type) throws IOException {
        String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            return in.readAllBytes();
        }
    }

    private static final class Loader extends ClassLoader {

        private final Map<String, byte[]> own;

        Loader(Map<String, byte[]> own) {
            super(SubjectWeavingTest.class.getClassLoader());
            this.own = own;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            byte[] content = own.get(name);
            if (content == null) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? defineClass(name, content, 0, content.length) : loaded;
        }
    }
}
