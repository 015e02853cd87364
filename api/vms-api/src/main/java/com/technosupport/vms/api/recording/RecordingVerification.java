package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Compares files and index of all footage, while recording goes on. */
@ProviderType
public interface RecordingVerification {

    /**
     * Looks at every file and every row, mends what can be mended, and deletes no footage. Blocks for the disks and the database; one
     * at a time.
     *
     * @throws VmsException {@link ErrorCode#STORE_UNAVAILABLE}, {@link ErrorCode#BUSY} when one is running
     */
    Report verify() throws InterruptedException;

    /**
     * What was found.
     *
     * @param segments rows that were looked at
     * @param files that were looked at
     * @param mended sentences on what was put right
     * @param problems sentences on what could not be
     */
    record Report(long segments, long files, List<String> mended, List<String> problems) {

        public Report {
            mended = List.copyOf(mended);
            problems = List.copyOf(problems);
        }
    }
}
