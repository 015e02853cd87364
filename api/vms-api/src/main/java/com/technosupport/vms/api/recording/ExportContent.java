package com.technosupport.vms.api.recording;

import java.io.IOException;
import java.io.OutputStream;
import org.osgi.annotation.versioning.ProviderType;

/** Something to be downloaded, whole or in part. */
@ProviderType
public interface ExportContent {

    /** A file's name, of letters, digits, dots, hyphens and low lines. */
    String name();

    String contentType();

    long size();

    /** Changes whenever the content does. */
    String tag();

    /**
     * Writes a part of it. Blocks for whoever takes it.
     *
     * @throws IOException of the stream, or when the export was deleted meanwhile
     */
    void write(long from, long length, OutputStream out) throws IOException;
}
