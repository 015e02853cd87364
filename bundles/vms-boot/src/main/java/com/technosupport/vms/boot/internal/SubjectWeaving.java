package com.technosupport.vms.boot.internal;

import com.technosupport.vms.boot.subject.ThreadSubject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;

/**
 * Lets Karaf's console run on Java 24 and newer: Karaf 4.4 asks {@code Subject.getSubject} who is there, which these refuse.
 * Karaf's own answer to that is a start with the security manager allowed, which these refuse too.
 */
final class SubjectWeaving implements WeavingHook {

    /** The first version of Java without {@code Subject.getSubject}. */
    static final int NEEDED_FROM = 24;

    private static final String KARAF = "org.apache.karaf.";
    private static final String HELPER = "org/apache/karaf/util/jaas/JaasHelper";
    private static final String SUBJECT = "javax/security/auth/Subject";
    private static final String METHOD = "getSubject";
    private static final String OURS = CurrentSubject.class.getName().replace('.', '/');

    private final byte[] replacement;

    SubjectWeaving() {
        try (InputStream in = CurrentSubject.class.getResourceAsStream("CurrentSubject.class")) {
            ClassFile file = new ClassFile(in.readAllBytes());
            file.rename(OURS, HELPER);
            replacement = file.toBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("this bundle cannot be read", e);
        }
    }

    @Override
    public void weave(WovenClass woven) {
        if (!woven.getClassName().startsWith(KARAF)) {
            return;
        }
        if (woven.getClassName().equals(HELPER.replace('/', '.'))) {
            woven.setBytes(replacement.clone());
            woven.getDynamicImports().add(ThreadSubject.class.getPackageName());
        } else if (mentions(woven.getBytes())
                && hasHelper(woven.getBundleWiring().getBundle())) {
            woven.setBytes(redirect(woven.getBytes()));
        }
    }

    /** The class with its calls sent to the class that now stands in the helper's place. */
    static byte[] redirect(byte[] content) {
        ClassFile file = new ClassFile(content);
        return file.redirect(SUBJECT, METHOD, HELPER) ? file.toBytes() : content;
    }

    /** Each bundle of Karaf that asks has the helper of its own. */
    private static boolean hasHelper(Bundle bundle) {
        return bundle.getEntry(HELPER + ".class") != null;
    }

    private static boolean mentions(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1).contains(METHOD);
    }
}
