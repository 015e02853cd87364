package com.technosupport.vms.media.internal;

import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.media.internal.source.Login;
import com.technosupport.vms.media.internal.source.LoginGate;
import com.technosupport.vms.media.internal.source.Source;
import com.technosupport.vms.media.internal.source.SourceListener;

/** Opens sources. Does not block, and calls the listener from other threads only. */
interface Sources {

    /** Begins to use the account that a request names. */
    LoginGate.Member join(PipelineRequest request);

    /** @param live whether packets are wanted as soon as they come */
    Source open(PipelineRequest request, Login login, boolean live, SourceListener listener);

    /** Opens the same by the other reader. */
    Source openFallback(PipelineRequest request, Login login, SourceListener listener);

    /** Whether there is another reader for this source. */
    boolean hasFallback(PipelineRequest request);
}
