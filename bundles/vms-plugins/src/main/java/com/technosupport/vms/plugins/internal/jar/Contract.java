package com.technosupport.vms.plugins.internal.jar;

import java.io.IOException;
import java.io.Reader;
import java.util.Properties;

/**
 * What a jar says of its contract tests, in {@value #PATH}: {@code contract} (such as {@code VendorDriverContract}),
 * {@code version}, {@code result} ({@code passed}), {@code tests} and, where it is told, {@code date}. Written by the contract
 * tests themselves.
 */
final class Contract {

    static final String PATH = "META-INF/vms-contract.properties";
    static final String UNTESTED = "untested";

    private static final int LONGEST = 60;

    private Contract() {}

    /** @return a sentence to show */
    static String read(String name, Reader text) throws IOException, Refusal {
        Properties values = new Properties();
        try {
            values.load(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(name, "its " + PATH + " cannot be read");
        }
        String contract = value(values, "contract") + " " + value(values, "version");
        if (!value(values, "result").equals("passed")) {
            throw new Refusal(name, "it failed its contract tests (" + contract.strip() + ")");
        }
        String date = value(values, "date");
        return contract.strip() + " passed, " + value(values, "tests") + " tests" + (date.isEmpty() ? "" : ", " + date);
    }

    /** It is shown to people, so it is short and has no control characters. */
    private static String value(Properties values, String key) {
        String value = values.getProperty(key, "").replaceAll("\\p{Cntrl}", "").strip();
        return value.length() <= LONGEST ? value : value.substring(0, LONGEST);
    }
}
