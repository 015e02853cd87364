package com.technosupport.vms.simulator.internal.rtsp;

import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;

/**
 * What is sent on the track beside a video.
 *
 * @param clock tells the moment
 * @param documents the document of a moment
 */
public record Metadata(Clock clock, Function<Instant, String> documents) {}
