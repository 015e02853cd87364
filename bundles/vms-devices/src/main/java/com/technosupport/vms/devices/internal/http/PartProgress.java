package com.technosupport.vms.devices.internal.http;

import java.nio.charset.StandardCharsets;

/**
 * How far a part without a trustworthy length has come. Each byte is looked at once, however the device dribbles; so all
 * positions are absolute in the parser's window.
 */
final class PartProgress {

    private static final int LONGEST_NAME = 128;

    private int scanned;
    private int firstSolid = -1;
    private int lastSolid = -1;
    private int depth;
    private boolean braces;
    private boolean quoted;
    private boolean escaped;

    void begin(int at) {
        scanned = at;
    }

    /** The window's content was moved forward by so much. */
    void moved(int by) {
        scanned -= by;
        firstSolid = firstSolid < 0 ? -1 : firstSolid - by;
        lastSolid = lastSolid < 0 ? -1 : lastSolid - by;
    }

    /** Looks at what came since; returns where a delimiter begins, or -1. */
    int scan(byte[] window, int start, int end, Delimiters delimiters, boolean ended) {
        for (; scanned < end; scanned++) {
            for (byte[] delimiter : delimiters.known()) {
                int from = scanned - delimiter.length;
                if (from >= start && endsWith(window, scanned, delimiter) && isFollowed(window[scanned])) {
                    if (Delimiters.isUnmistakable(delimiter) || from == start || window[from - 1] == '\n') {
                        return from;
                    }
                }
            }
            look(window[scanned]);
        }
        if (ended) {
            for (byte[] delimiter : delimiters.known()) {
                int from = end - delimiter.length;
                if (from >= start && endsWith(window, end, delimiter)) {
                    return from;
                }
            }
        }
        return -1;
    }

    private static boolean isFollowed(byte next) {
        return next == '\r' || next == '\n' || next == '-' || next == ' ' || next == '\t';
    }

    private static boolean endsWith(byte[] window, int end, byte[] wanted) {
        for (int i = 1; i <= wanted.length; i++) {
            if (window[end - i] != wanted[wanted.length - i]) {
                return false;
            }
        }
        return true;
    }

    private void look(byte next) {
        if (next == ' ' || next == '\t' || next == '\r' || next == '\n') {
            return;
        }
        if (firstSolid < 0) {
            firstSolid = scanned;
        }
        lastSolid = scanned;
        if (quoted) {
            quoted = escaped || next != '"';
            escaped = !escaped && next == '\\';
        } else if (next == '"') {
            quoted = depth > 0;
        } else if (next == '{') {
            depth++;
            braces = true;
        } else if (next == '}') {
            depth--;
        }
    }

    /** Behind the last byte that is no space. */
    int solidEnd(int start) {
        return lastSolid < 0 ? start : lastSolid + 1;
    }

    boolean isXml(byte[] window) {
        return firstSolid >= 0 && window[firstSolid] == '<';
    }

    boolean isOpenXml(byte[] window, int start) {
        return isXml(window) && !isClosed(window, start);
    }

    /** Whether it is XML or JSON, and whole. */
    boolean isClosed(byte[] window, int start) {
        if (lastSolid < start) {
            return false;
        }
        if (isXml(window)) {
            return window[lastSolid] == '>' && endsRoot(window);
        }
        return braces && depth == 0 && window[lastSolid] == '}';
    }

    private boolean endsRoot(byte[] window) {
        for (int at = firstSolid; at < lastSolid && at - firstSolid < 4096; at++) {
            if (window[at] == '<' && Character.isLetter(window[at + 1])) {
                int to = at + 1;
                while (to < lastSolid && to - at < LONGEST_NAME && " \t\r\n/>".indexOf(window[to]) < 0) {
                    to++;
                }
                String name = new String(window, at + 1, to - at - 1, StandardCharsets.ISO_8859_1);
                byte[] tag = ("</" + name + ">").getBytes(StandardCharsets.ISO_8859_1);
                return lastSolid + 1 - tag.length > at && endsWith(window, lastSolid + 1, tag);
            }
        }
        return false;
    }

    /** Text that a blank line ends, with no brace open in it. */
    boolean endsWithBlankLine(byte[] window, int start, int end) {
        if (lastSolid < start || isXml(window) || depth != 0 || window[end - 1] != '\n') {
            return false;
        }
        int lines = 0;
        for (int at = end - 1; at > lastSolid && lines < 2; at--) {
            lines += window[at] == '\n' ? 1 : 0;
        }
        return lines == 2;
    }
}
