package com.technosupport.vms.inference.onnx.internal.model;

/** What ONNX Runtime says, for people. */
final class Sentences {

    private static final int LONGEST = 300;

    private Sentences() {}

    /** The first line, without the paths of its sources. */
    static String line(Throwable failure) {
        String line = String.valueOf(failure.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceAll("/\\S*/onnxruntime/\\S*\\.(?:cc|h):\\d+", "")
                .strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST);
    }
}
