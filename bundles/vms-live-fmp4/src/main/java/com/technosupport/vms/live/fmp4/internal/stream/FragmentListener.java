package com.technosupport.vms.live.fmp4.internal.stream;

import com.technosupport.vms.live.fmp4.internal.mux.Movie.Fragment;
import com.technosupport.vms.live.fmp4.internal.mux.MovieFormat;
import java.nio.ByteBuffer;

/** Takes one stream's fragments, as {@link com.technosupport.vms.api.live.FragmentSink} does, with what HLS has to know beside. */
public interface FragmentListener {

    void started(MovieFormat format, ByteBuffer initialisation);

    void fragment(Fragment fragment);

    void interrupted(String reason, boolean last);
}
