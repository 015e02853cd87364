package com.technosupport.vms.playback.verify;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs the verifier as its own program would. */
public final class VerifyAccess {

    private VerifyAccess() {}

    /** How it ends, and what it says, line by line. */
    public static String verify(String... arguments) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int result = new Verify(new PrintStream(said, true, StandardCharsets.UTF_8)).run(List.of(arguments));
        return result + "\n" + said.toString(StandardCharsets.UTF_8);
    }
}
