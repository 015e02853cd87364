package com.technosupport.vms.simulator;

/**
 * A channel of a simulated recorder as it is now.
 *
 * @param number from 1, whatever number the recorder gives it outside
 * @param name as the recorder's owner named it
 * @param analog whether it is an analogue input, not a camera on the network
 * @param online whether its camera is connected
 */
public record NvrChannel(int number, String name, boolean analog, boolean online) {}
