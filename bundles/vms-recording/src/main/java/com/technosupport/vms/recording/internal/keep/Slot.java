package com.technosupport.vms.recording.internal.keep;

import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A new file on a volume, open for writing.
 *
 * @param path from the volume's root, with {@code /} between names
 * @param sequence that its name ends with
 */
public record Slot(String volume, String path, long sequence, Path file, FileChannel channel) {}
