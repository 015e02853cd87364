package com.technosupport.vms.recording.internal.keep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A volume as the configuration has it: {@code path[:size to keep free][:archive[=days]]}.
 *
 * @param keepFree bytes
 * @param archiveDays how old footage is when it is moved there; empty for a volume that is recorded to
 */
public record VolumeSetting(Path root, long keepFree, OptionalInt archiveDays) {

    private static final int USUAL_ARCHIVE_DAYS = 7;
    private static final String SIZE = "(\\d+)([KMGT]?)(?:i?B)?";
    private static final Pattern WHOLE =
            Pattern.compile("(.+?)(?::" + SIZE + ")?(:archive(?:=(\\d{1,5}))?)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern ONLY_SIZE = Pattern.compile(SIZE, Pattern.CASE_INSENSITIVE);

    /**
     * @param storage as {@code VMS_STORAGE}
     * @param keepFree for volumes that say nothing of it
     * @throws IllegalArgumentException when it cannot be read, or all of them are archives
     */
    static List<VolumeSetting> parse(String storage, String keepFree, Path dataDirectory) {
        long usual = size(keepFree);
        String given = storage.isBlank() ? dataDirectory.resolve("recordings").toString() : storage;
        List<VolumeSetting> settings = new ArrayList<>();
        for (String part : given.split(",")) {
            if (!part.isBlank()) {
                settings.add(one(part.strip(), usual));
            }
        }
        if (settings.stream().allMatch(setting -> setting.archiveDays().isPresent())) {
            throw new IllegalArgumentException("at least one volume is no archive: " + given);
        }
        return settings;
    }

    private static VolumeSetting one(String text, long usual) {
        Matcher matcher = WHOLE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a volume, such as /srv/a:50G: " + text);
        }
        long keepFree = matcher.group(2) == null ? usual : size(matcher.group(2) + matcher.group(3));
        OptionalInt days = matcher.group(4) == null
                ? OptionalInt.empty()
                : OptionalInt.of(matcher.group(5) == null ? USUAL_ARCHIVE_DAYS : Integer.parseInt(matcher.group(5)));
        return new VolumeSetting(Path.of(matcher.group(1)).toAbsolutePath().normalize(), keepFree, days);
    }

    static long size(String text) {
        Matcher matcher = ONLY_SIZE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a size, such as 50G: " + text);
        }
        int shift = 10 * " KMGT".indexOf(matcher.group(2).toUpperCase(Locale.ROOT));
        return Long.parseLong(matcher.group(1)) << (matcher.group(2).isEmpty() ? 0 : shift);
    }
}
