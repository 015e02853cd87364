package com.technosupport.vms.api.detection;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes a {@link Detector} of every bundle that carries a model: one whose manifest has the header {@code VMS-Model}, the path of
 * its description. Safe for use by several threads.
 */
@ProviderType
public interface InferenceEngine {

    /**
     * Whether a jar's model works here: reads its description, loads it, and runs it on an empty picture. Takes some seconds.
     *
     * @return why not, in a sentence; empty when it does
     */
    Optional<String> problem(Path jar) throws InterruptedException;

    /** The models of started bundles that cannot be used, and why. */
    List<DetectorStatus> refused();
}
