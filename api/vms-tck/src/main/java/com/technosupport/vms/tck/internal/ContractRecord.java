package com.technosupport.vms.tck.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Writes into the plug-in's classes that it has passed its contract, so that its jar can say so where it is installed. The file holds
 * no time: the same sources give the same jar.
 */
public final class ContractRecord implements BeforeAllCallback, AfterAllCallback, TestWatcher {

    /** Within the jar. */
    public static final String PATH = "META-INF/vms-contract.properties";

    /** Of the contract: raised when it asks for more. */
    private static final String VERSION = "1.1.0";

    private final Class<?> contract;
    private final AtomicInteger passed = new AtomicInteger();

    /** Tests that passed, or do not concern this plug-in. */
    private final Set<String> done = ConcurrentHashMap.newKeySet();

    private final AtomicInteger failed = new AtomicInteger();

    /** @param contract the class whose tests, all of them, have to pass */
    public ContractRecord(Class<?> contract) {
        this.contract = contract;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        // One who runs half of the tests must not keep the record of a former whole run.
        Files.deleteIfExists(file(context));
        passed.set(0);
        done.clear();
        failed.set(0);
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        passed.incrementAndGet();
        done.add(context.getRequiredTestMethod().getName());
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        done.add(context.getRequiredTestMethod().getName());
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        failed.incrementAndGet();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        List<String> all = Arrays.stream(contract.getDeclaredMethods())
                .filter(method ->
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class))
                .map(Method::getName)
                .toList();
        if (failed.get() == 0 && done.containsAll(all)) {
            Path file = file(context);
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    "contract=" + contract.getSimpleName() + "\nversion=" + VERSION + "\nresult=passed\ntests="
                            + passed.get() + "\n",
                    StandardCharsets.ISO_8859_1);
        }
    }

    /** Beside {@code target/test-classes}, as Maven and others lay it out. */
    private static Path file(ExtensionContext context) {
        try {
            Path tests = Path.of(context.getRequiredTestClass()
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return tests.resolveSibling("classes").resolve(PATH);
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException("the tests' classes have no path", e));
        }
    }
}
