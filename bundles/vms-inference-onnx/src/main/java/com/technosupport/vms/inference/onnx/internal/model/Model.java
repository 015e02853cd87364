package com.technosupport.vms.inference.onnx.internal.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.event.EventMessage.Box;
import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.media.FrameShape;
import com.technosupport.vms.inference.onnx.internal.family.Decoder;
import com.technosupport.vms.inference.onnx.internal.family.Decoder.Candidate;
import com.technosupport.vms.inference.onnx.internal.family.Family;
import com.technosupport.vms.inference.onnx.internal.family.Suppression;
import com.technosupport.vms.inference.onnx.internal.family.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A loaded model. Safe for use by several threads: each run has memory of its own, as much as there were runs at once. All of it
 * is native, and goes with {@link #close}.
 */
public final class Model implements AutoCloseable {

    /**
     * What is less sure than the threshold is told too, down to this part of it: a tracker can tell an object that is half hidden
     * from nothing by where it was before.
     */
    private static final double DOUBTFUL = 0.5;

    private final ModelDescription description;
    private final OnnxRuntime runtime;
    private final OrtSession session;
    private final String runsOn;
    private final Interface faces;
    private final Decoder decoder;
    private final FrameShape shape;
    private final int batch;
    /** By the number of pictures that they take. */
    private final ConcurrentMap<Integer, Queue<Lane>> idle = new ConcurrentHashMap<>();

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private Model(
            OnnxRuntime runtime,
            ModelDescription description,
            OnnxRuntime.Opened opened,
            Interface faces,
            Decoder decoder) {
        this.runtime = runtime;
        this.description = description;
        this.session = opened.session();
        this.runsOn = opened.runsOn();
        this.faces = faces;
        this.decoder = decoder;
        this.shape = description.input().shape();
        this.batch = faces.batches() ? runtime.batch(opened) : 1;
    }

    /**
     * Loads a model and tries it on an empty picture.
     *
     * @throws UnusableModelException when that fails; nothing is left behind
     */
    public static Model load(OnnxRuntime runtime, ModelFiles files) throws UnusableModelException {
        ModelDescription description = files.description();
        OnnxRuntime.Opened opened = runtime.open(files.weights());
        Model model = null;
        try {
            Interface faces = Interface.of(opened.session(), description.input());
            Family.Input input = new Family.Input(
                    description.input().width(), description.input().height());
            Decoder decoder =
                    description.family().decoder(input, description.labels().size(), faces.declared());
            model = new Model(runtime, description, opened, faces, decoder);
            model.tryOut();
            return model;
        } catch (OrtException e) {
            throw new UnusableModelException("it fails on an empty picture: " + Sentences.line(e), e);
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new UnusableModelException("its outputs are not as long as it says", e);
        } finally {
            if (model == null) {
                closeQuietly(opened.session());
            }
        }
    }

    private void tryOut() throws OrtException, UnusableModelException {
        boolean done = false;
        try (Lane lane = new Lane(runtime.environment(), faces, description.input(), 1)) {
            ByteBuffer picture = lane.picture();
            for (int i = 0; i < picture.limit(); i++) {
                picture.put(i, (byte) FrameShape.FILL);
            }
            lane.take(0);
            List<Tensor> outputs = lane.run(session, faces).get(0);
            for (Tensor output : outputs) {
                if (!output.finite()) {
                    throw new UnusableModelException("what it makes of an empty picture is not a number (NaN)");
                }
            }
            List<Candidate> unused = decoder.decode(outputs, (float) description.threshold());
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    public ModelDescription description() {
        return description;
    }

    /** Such as {@code CPU}. */
    public String runsOn() {
        return runsOn;
    }

    /** How many frames it takes at once. */
    public int batch() {
        return batch;
    }

    /** @throws IllegalStateException when it was closed, or the run fails */
    public List<Detection> detect(Frame frame) {
        return detect(List.of(frame)).get(0);
    }

    /**
     * Looks at several frames at once.
     *
     * @param frames 1 to {@link #batch()}
     * @throws IllegalStateException when it was closed, or the run fails
     */
    public List<List<Detection>> detect(List<Frame> frames) {
        if (frames.isEmpty() || frames.size() > batch) {
            throw new IllegalArgumentException("1 to " + batch + " frames at once: " + frames.size());
        }
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("The model was taken away");
            }
            Queue<Lane> those = idle.computeIfAbsent(frames.size(), count -> new ConcurrentLinkedQueue<>());
            Lane lane = those.poll();
            if (lane == null) {
                lane = new Lane(runtime.environment(), faces, description.input(), frames.size());
            }
            try {
                return detect(frames, lane);
            } finally {
                those.add(lane);
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime: " + Sentences.line(e), e);
        } finally {
            lock.readLock().unlock();
        }
    }

    private List<List<Detection>> detect(List<Frame> frames, Lane lane) throws OrtException {
        for (int i = 0; i < frames.size(); i++) {
            frames.get(i).render(shape, lane.picture());
            lane.take(i);
        }
        List<List<Tensor>> answers = lane.run(session, faces);
        List<List<Detection>> all = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            List<Candidate> found = decoder.decode(answers.get(i), (float) (description.threshold() * DOUBTFUL));
            all.add(detections(found, frames.get(i).width(), frames.get(i).height()));
        }
        return all;
    }

    private List<Detection> detections(List<Candidate> found, int width, int height) {
        float overlap = decoder.repeats() ? (float) description.overlap() : 1;
        FrameShape.Placement place = shape.place(width, height);
        List<Detection> detections = new ArrayList<>();
        for (Candidate candidate : Suppression.surest(found, overlap)) {
            String label = description.labels().get(candidate.label());
            if (!label.isBlank()) {
                box(candidate, place)
                        .ifPresent(box -> detections.add(new Detection(label, Math.min(1, candidate.score()), box)));
            }
        }
        return detections;
    }

    /** Empty when nothing of it lies within the picture. */
    private static Optional<Box> box(Candidate candidate, FrameShape.Placement place) {
        double left = part(candidate.left() - place.x(), place.width());
        double right = part(candidate.right() - place.x(), place.width());
        double top = part(candidate.top() - place.y(), place.height());
        double bottom = part(candidate.bottom() - place.y(), place.height());
        return right > left && bottom > top
                ? Optional.of(new Box(left, top, right - left, bottom - top))
                : Optional.empty();
    }

    private static double part(double at, double length) {
        return Math.max(0, Math.min(1, at / length));
    }

    /** Waits for runs to end, and frees all memory. Harmless when repeated. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                idle.values().forEach(lanes -> lanes.forEach(Lane::close));
                idle.clear();
                closeQuietly(session);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static void closeQuietly(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not close a session", e);
        }
    }
}
