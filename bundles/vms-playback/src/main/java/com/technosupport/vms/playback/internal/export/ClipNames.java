package com.technosupport.vms.playback.internal.export;

import java.text.Normalizer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names of files that hold on every file system, and say what is in them; each once. */
final class ClipNames {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final int LONGEST = 60;

    private final Set<String> taken = new HashSet<>();

    String next(String camera, Instant begin, String extension) {
        String plain = Normalizer.normalize(camera, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^A-Za-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        String name = (plain.isEmpty() ? "camera" : plain.substring(0, Math.min(LONGEST, plain.length()))) + "_"
                + TIME.format(begin);
        String free = name;
        // Compared without case, as some file systems do.
        for (int i = 2; !taken.add(free.toLowerCase(Locale.ROOT)); i++) {
            free = name + "_" + i;
        }
        return free + "." + extension;
    }
}
