package com.technosupport.vms.live.webrtc.internal.ice;

import java.nio.ByteBuffer;

/** How an ICE-lite agent answers connectivity checks (RFC 8445, sections 6.2 and 7.3). */
public final class IceAnswers {

    private IceAnswers() {}

    /**
     * Answers a check whose integrity was found right.
     *
     * @return whether the path counts as checked
     */
    public static boolean answer(StunRequest request, Path path, IceCredentials local) {
        byte[] response;
        boolean good = false;
        if (!request.unknown().isEmpty()) {
            response = StunResponse.unknownAttributes(request, local.password());
        } else if (request.controlled()) {
            response = StunResponse.roleConflict(request, local.password());
        } else {
            response = StunResponse.success(request, path.remote(), local.password());
            good = true;
        }
        path.send(ByteBuffer.wrap(response));
        return good;
    }
}
