package com.technosupport.vms.inference.onnx.internal;

import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.api.detection.DetectorInfo;
import com.technosupport.vms.api.detection.DetectorStatus;
import com.technosupport.vms.inference.onnx.internal.model.Model;
import com.technosupport.vms.inference.onnx.internal.model.ModelDescription;
import com.technosupport.vms.inference.onnx.internal.model.ModelFiles;
import com.technosupport.vms.inference.onnx.internal.model.OnnxRuntime;
import com.technosupport.vms.inference.onnx.internal.model.UnusableModelException;
import java.util.Dictionary;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A started bundle with a model. */
final class ModelBundle implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelBundle.class);

    private final Bundle bundle;
    private final OnnxRuntime runtime;
    private final long mostBytes;
    private Model model;
    private ServiceRegistration<Detector> registration;
    private Optional<DetectorStatus> refused = Optional.empty();
    private boolean closed;

    ModelBundle(Bundle bundle, OnnxRuntime runtime, long mostBytes) {
        this.bundle = bundle;
        this.runtime = runtime;
        this.mostBytes = mostBytes;
    }

    /** Loads the model and registers its detector; does nothing where the bundle was stopped meanwhile. */
    void load() {
        if (isClosed()) {
            return;
        }
        Optional<ModelDescription> description = Optional.empty();
        try {
            ModelFiles files = ModelFiles.of(bundle, mostBytes);
            description = Optional.of(files.description());
            serve(Model.load(runtime, files));
        } catch (UnusableModelException e) {
            refuse(description, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The model of {} cannot be loaded", bundle, e);
            refuse(description, "it cannot be loaded: " + e);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void serve(Model loaded) {
        BundleContext context = bundle.getBundleContext();
        if (closed || context == null) {
            loaded.close();
            return;
        }
        ModelDetector detector = new ModelDetector(loaded);
        Dictionary<String, Object> properties = FrameworkUtil.asDictionary(
                Map.of("vms.detector", detector.info().id()));
        try {
            registration = context.registerService(Detector.class, detector, properties);
        } catch (IllegalStateException e) {
            // The bundle is being stopped.
            LOG.debug("The model of {} came too late", bundle, e);
            loaded.close();
            return;
        }
        model = loaded;
        LOG.info(
                "Model {} {} of {} runs on {}",
                detector.info().id(),
                detector.info().version(),
                bundle.getSymbolicName(),
                loaded.runsOn());
    }

    private synchronized void refuse(Optional<ModelDescription> description, String sentence) {
        LOG.warn("The model of {} is not used: {}", bundle, sentence);
        String name = String.valueOf(bundle.getSymbolicName());
        DetectorInfo info = new DetectorInfo(
                description.map(ModelDescription::id).orElseGet(() -> id(name)),
                description.map(ModelDescription::name).orElse(name),
                description
                        .map(ModelDescription::version)
                        .orElseGet(() -> bundle.getVersion().toString()),
                List.of(),
                "",
                "");
        refused = Optional.of(new DetectorStatus(info, name, DetectorStatus.State.REFUSED, sentence, 0));
    }

    /** A name that is no name of a detector, made one. */
    private static String id(String name) {
        String id = name.substring(name.lastIndexOf('.') + 1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        return id.isEmpty()
                ? "unnamed"
                : id.substring(0, Math.min(40, id.length())).replaceAll("-+$", "");
    }

    synchronized Optional<DetectorStatus> refused() {
        return refused;
    }

    /** Takes the detector back, waits for its runs, and frees its memory. */
    @Override
    public synchronized void close() {
        closed = true;
        refused = Optional.empty();
        if (registration != null) {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                // The framework was first.
                LOG.debug("The detector of {} is gone already", bundle, e);
            }
            registration = null;
        }
        if (model != null) {
            model.close();
            model = null;
        }
    }
}
