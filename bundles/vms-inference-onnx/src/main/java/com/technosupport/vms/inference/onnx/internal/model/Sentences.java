package com.technosupport.vms.inference.onnx.internal.model;

/** What ONNX Runtime says, for people. */
final class Sentences {

    private static final int LONGEST = 300;

    private Sentences() {}

    /** The first line, without the paths and names of its sources, which come before what it has to say. */
    static String line(Throwable failure) {
        String line = String.valueOf(failure.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceAll("/\\S*/onnxruntime/\\S*\\.(?:cc|h):\\d+", "")
                .replaceFirst("^Error code - \\S+ - message:", "");
        line = withoutSignature(line).strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST);
    }

    /** Without the C++ function that it was found in. */
    private static String withoutSignature(String line) {
        int name = line.indexOf("onnxruntime::");
        int at = name < 0 ? -1 : line.indexOf('(', name);
        if (at < 0) {
            return line;
        }
        int depth = 0;
        do {
            char c = line.charAt(at++);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        } while (depth > 0 && at < line.length());
        String rest = line.substring(at).replaceFirst("^ const\\b", "").replaceFirst("^ \\[with [^\\]]*\\]", "");
        return rest.isBlank() ? line : rest;
    }
}
