package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.ExportId;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Copies footage into files that stand for themselves, one export after the other, with a manifest that is signed by this
 * server's key. What was asked for is made even when the server is restarted meanwhile. Safe for use by several threads.
 */
@ProviderType
public interface Exports {

    /**
     * Begins an export. Returns at once.
     *
     * @throws VmsException {@link ErrorCode#BUSY} when too many wait, or the disk is full
     */
    Export start(ExportRequest request);

    Optional<Export> get(ExportId id);

    /** All that there are, the newest first. */
    List<Export> list();

    /** Ends an export and deletes what there is of it. @throws VmsException {@link ErrorCode#NOT_FOUND} */
    void delete(ExportId id);

    /**
     * The clip of an export that is done; where it has several files, as {@link #evidence}.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#IN_USE} while it is not done
     */
    ExportContent content(ExportId id);

    /**
     * All files of an export that is done, its manifest, the manifest's signature and the public key, as an archive (ZIP).
     *
     * @throws VmsException as {@link #content}
     */
    ExportContent evidence(ExportId id);

    /** The key by which manifests are verified, as PEM. */
    String publicKey();
}
