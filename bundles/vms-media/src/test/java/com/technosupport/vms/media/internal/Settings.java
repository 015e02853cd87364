package com.technosupport.vms.media.internal;

import java.lang.annotation.Annotation;

/** Configuration for tests: as by default, but for what is given. */
record Settings(int noVideoSeconds, int lingerSeconds, boolean ffmpegFallback) implements MediaConfiguration {

    static Settings usual() {
        return new Settings(8, 30, true);
    }

    @Override
    public int readerThreads() {
        return 1;
    }

    @Override
    public int sinkThreads() {
        return 2;
    }

    @Override
    public int connectTimeoutSeconds() {
        return 5;
    }

    @Override
    public int answerTimeoutSeconds() {
        return 8;
    }

    @Override
    public int replayBytesPerSecond() {
        return 64 << 20;
    }

    @Override
    public int recentBytes() {
        return 2 << 20;
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return MediaConfiguration.class;
    }
}
