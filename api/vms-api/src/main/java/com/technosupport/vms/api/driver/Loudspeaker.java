package com.technosupport.vms.api.driver;

/** Where an operator's voice goes to. */
public sealed interface Loudspeaker permits RtspLoudspeaker, CustomLoudspeaker {}
