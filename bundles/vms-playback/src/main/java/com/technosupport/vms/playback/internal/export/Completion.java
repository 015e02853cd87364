package com.technosupport.vms.playback.internal.export;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Completes an export's files on a thread of its own, one behind the other, while the next one is being made: to read a file
 * for its hash takes about as long as to make it. Used by one thread.
 */
final class Completion implements AutoCloseable {

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(work -> new Thread(work, "vms-exports-complete"));
    private Future<Void> last = CompletableFuture.completedFuture(null);

    /**
     * Waits for the file before, so that no more than one waits.
     *
     * @throws IOException what went wrong with that
     */
    void begin(Callable<Void> work) throws IOException {
        await();
        last = thread.submit(work);
    }

    /**
     * Waits for the last file.
     *
     * @throws IOException what went wrong with it
     */
    void await() throws IOException {
        try {
            Void unused = last.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        } catch (ExecutionException e) {
            throw new IOException(
                    "a file could not be completed: " + e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public void close() {
        // Ends a reading that is under way.
        thread.shutdownNow();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = thread.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
