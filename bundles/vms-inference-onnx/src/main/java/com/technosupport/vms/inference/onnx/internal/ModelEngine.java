package com.technosupport.vms.inference.onnx.internal;

import com.technosupport.vms.api.detection.DetectorStatus;
import com.technosupport.vms.api.detection.InferenceEngine;
import com.technosupport.vms.inference.onnx.internal.model.Model;
import com.technosupport.vms.inference.onnx.internal.model.ModelFiles;
import com.technosupport.vms.inference.onnx.internal.model.OnnxRuntime;
import com.technosupport.vms.inference.onnx.internal.model.UnusableModelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a detector of every started bundle that carries a model. Models are loaded by one thread, one after the other; a detector
 * is registered in the name of its model's bundle, so that it comes and goes with it.
 */
@Component(service = InferenceEngine.class, immediate = true, configurationPid = InferenceConfiguration.PID)
@Designate(ocd = InferenceConfiguration.class)
public final class ModelEngine implements InferenceEngine, BundleTrackerCustomizer<ModelBundle> {

    private static final Logger LOG = LoggerFactory.getLogger(ModelEngine.class);

    private final Object trialTurn = new Object();
    private final OnnxRuntime runtime;
    private final long mostBytes;
    private final ModelLoader loader;
    private final BundleTracker<ModelBundle> tracker;

    @Activate
    public ModelEngine(BundleContext context, InferenceConfiguration configuration) {
        Path data = configuration.data().isBlank() ? context.getDataFile("").toPath() : Path.of(configuration.data());
        mostBytes = configuration.maxModelBytes();
        runtime = new OnnxRuntime(
                data,
                configuration.nativePath(),
                configuration.provider(),
                Math.max(1, configuration.threads()),
                configuration.batch());
        LOG.info("ONNX Runtime {} runs models on {}", runtime.version(), configuration.provider());
        loader = new ModelLoader();
        tracker = new BundleTracker<>(context, Bundle.ACTIVE, this);
        tracker.open();
    }

    @Deactivate
    void close() {
        tracker.close();
        loader.close();
    }

    @Override
    public ModelBundle addingBundle(Bundle bundle, BundleEvent event) {
        if (bundle.getHeaders("").get(ModelFiles.HEADER) == null) {
            return null;
        }
        ModelBundle model = new ModelBundle(bundle, runtime, mostBytes);
        loader.load(model);
        return model;
    }

    @Override
    public void modifiedBundle(Bundle bundle, BundleEvent event, ModelBundle model) {
        // It is active or it is not.
    }

    @Override
    public void removedBundle(Bundle bundle, BundleEvent event, ModelBundle model) {
        model.close();
    }

    @Override
    public Optional<String> problem(Path jar) throws InterruptedException {
        // One at a time: a model may need a lot of memory.
        synchronized (trialTurn) {
            try {
                Model.load(runtime, ModelFiles.of(jar, mostBytes)).close();
                return Optional.empty();
            } catch (UnusableModelException e) {
                return Optional.of(e.getMessage());
            }
        }
    }

    @Override
    public List<DetectorStatus> refused() {
        return tracker.getTracked().values().stream()
                .flatMap(model -> model.refused().stream())
                .toList();
    }
}
