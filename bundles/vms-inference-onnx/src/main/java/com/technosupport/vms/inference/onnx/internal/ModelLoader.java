package com.technosupport.vms.inference.onnx.internal;

import java.util.ArrayDeque;
import java.util.Queue;

/** The thread that loads models. There are never more in its queue than bundles are started. */
final class ModelLoader implements AutoCloseable {

    private final Queue<ModelBundle> waiting = new ArrayDeque<>();
    private final Thread thread;
    private boolean ended;

    ModelLoader() {
        thread = new Thread(this::run, "vms-models");
        thread.setDaemon(true);
        thread.start();
    }

    synchronized void load(ModelBundle model) {
        waiting.add(model);
        notifyAll();
    }

    private void run() {
        for (ModelBundle next = next(); next != null; next = next()) {
            next.load();
        }
    }

    /** Null at the end. */
    private synchronized ModelBundle next() {
        try {
            while (waiting.isEmpty() && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            ended = true;
        }
        return ended ? null : waiting.remove();
    }

    @Override
    public void close() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
