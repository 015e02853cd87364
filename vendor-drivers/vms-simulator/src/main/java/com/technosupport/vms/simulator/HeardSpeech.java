package com.technosupport.vms.simulator;

/**
 * What was said by a simulated device's loudspeaker since it started.
 *
 * @param talks calls that it took
 * @param refused calls that it did not take, because somebody spoke
 * @param talking whether somebody speaks now
 * @param samples of 8 kHz
 * @param energy mean square of the samples, 0 for silence to 1
 * @param lost RTP packets that never came
 */
public record HeardSpeech(long talks, long refused, boolean talking, long samples, double energy, long lost) {}
