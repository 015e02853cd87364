package com.technosupport.vms.inference.onnx.internal.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;

/**
 * ONNX Runtime in this process. Its native libraries are loaded once, from where the server keeps its data or from where the
 * system property {@code onnxruntime.native.path} says, as for a build with GPU support.
 */
public final class OnnxRuntime {

    private static final int ACCELERATED_BATCH = 8;
    private static final String NATIVE_PATH = "onnxruntime.native.path";

    /** What does the work of a model. */
    public enum Provider {
        CPU,
        CUDA,
        TENSORRT,
        OPENVINO
    }

    /**
     * A session and what it runs on.
     *
     * @param provider what runs it
     * @param runsOn such as {@code CPU}, with a sentence where it is not what was asked for
     */
    record Opened(OrtSession session, Provider provider, String runsOn) {}

    private final OrtEnvironment environment;
    private final Provider provider;
    private final int threads;
    private final int mostPictures;

    /**
     * @param nativePath a directory with the native libraries; empty to bring our own to {@code data}
     * @param threads that one run of a model is spread over
     * @throws IllegalStateException when they cannot be loaded
     */
    public OnnxRuntime(Path data, String nativePath, Provider provider, int threads) {
        this(data, nativePath, provider, threads, -1);
    }

    /**
     * @param nativePath a directory with the native libraries; empty to bring our own to {@code data}
     * @param threads that one run of a model is spread over
     * @param mostPictures that go into one run where a model takes several; -1 for what suits the provider
     * @throws IllegalStateException when they cannot be loaded
     */
    public OnnxRuntime(Path data, String nativePath, Provider provider, int threads, int mostPictures) {
        this.mostPictures = mostPictures;
        this.provider = provider;
        this.threads = threads;
        if (!nativePath.isBlank()) {
            System.setProperty(NATIVE_PATH, nativePath);
        } else if (System.getProperty(NATIVE_PATH) == null) {
            System.setProperty(NATIVE_PATH, unpack(data).toString());
        }
        environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "vms");
        try {
            environment.setTelemetry(false);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not take that it is to send nothing", e);
        }
    }

    public OrtEnvironment environment() {
        return environment;
    }

    /** How many pictures go into one run. A processor is no faster with several, and each of them is later. */
    int batch(Opened opened) {
        return mostPictures > 0 ? mostPictures : opened.provider() == Provider.CPU ? 1 : ACCELERATED_BATCH;
    }

    /** Of the natives that were loaded. */
    public String version() {
        return environment.getVersion();
    }

    private static Path unpack(Path data) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean arm = System.getProperty("os.arch").matches("aarch64|arm64");
        String platform = system.startsWith("windows")
                ? "win-x64"
                : system.startsWith("mac") ? "osx-aarch64" : arm ? "linux-aarch64" : "linux-x64";
        try {
            Path directory = Files.createDirectories(data.resolve("onnxruntime").resolve(platform));
            for (String library : new String[] {"onnxruntime", "onnxruntime4j_jni"}) {
                String name = System.mapLibraryName(library);
                // By the class's own loader: the natives lie in its bundle.
                try (InputStream in =
                        OrtEnvironment.class.getResourceAsStream("/ai/onnxruntime/native/" + platform + "/" + name)) {
                    if (in == null) {
                        throw new IllegalStateException(
                                "ONNX Runtime has no natives for " + platform + " here; name some by " + NATIVE_PATH);
                    }
                    bring(in.readAllBytes(), directory.resolve(name));
                }
            }
            return directory;
        } catch (IOException e) {
            throw new IllegalStateException("ONNX Runtime's natives cannot be written below " + data, e);
        }
    }

    /** Another process may have the file open: it is replaced and not written over. */
    private static void bring(byte[] library, Path file) throws IOException {
        if (Files.isRegularFile(file)
                && Files.size(file) == library.length
                && Arrays.equals(Files.readAllBytes(file), library)) {
            return;
        }
        Path fresh = Files.createTempFile(file.getParent(), "native", ".part");
        try {
            Files.write(fresh, library);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Loads a model for the provider that was asked for, or for the CPU where that one fails. */
    Opened open(byte[] weights) throws UnusableModelException {
        if (provider != Provider.CPU) {
            try {
                return new Opened(session(weights, provider), provider, provider.name());
            } catch (OrtException | UnsatisfiedLinkError e) {
                return new Opened(
                        onCpu(weights),
                        Provider.CPU,
                        "CPU (" + provider + " cannot be used: " + Sentences.line(e) + ")");
            }
        }
        return new Opened(onCpu(weights), Provider.CPU, "CPU");
    }

    private OrtSession onCpu(byte[] weights) throws UnusableModelException {
        try {
            return session(weights, Provider.CPU);
        } catch (OrtException e) {
            if (String.valueOf(e.getMessage()).contains("External data")) {
                throw new UnusableModelException(
                        "its weights are in another file (external data); save it as one file", e);
            }
            throw new UnusableModelException("ONNX Runtime cannot load it: " + Sentences.line(e), e);
        }
    }

    private OrtSession session(byte[] weights, Provider wanted) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.setInterOpNumThreads(1);
            options.setIntraOpNumThreads(threads);
            // Threads that wait do not burn the processor that decoding needs.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            switch (wanted) {
                case CUDA -> options.addCUDA();
                case TENSORRT -> options.addTensorrt(0);
                case OPENVINO -> options.addOpenVINO("");
                case CPU -> {
                    // Always there.
                }
            }
            return environment.createSession(weights, options);
        }
    }
}
