package com.technosupport.vms.api.live;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Streams as Low-Latency HLS (RFC 8216bis), for players that take nothing else. A stream is cut up while somebody asks for
 * it, once for all who ask, and no longer. Safe for use by several threads.
 */
@ProviderType
public interface LiveHls {

    /** The media playlist of one stream. */
    String MEDIA_PLAYLIST = "index.m3u8";

    /** A multivariant playlist with that one stream, which tells its codecs and size. */
    String MULTIVARIANT_PLAYLIST = "multivariant.m3u8";

    /**
     * Answers one request. What is yet to come is waited for without a thread, for some seconds at most; the answer may be
     * told by a thread that must not be held up.
     *
     * @return fails with a {@link VmsException}: {@link ErrorCode#NOT_FOUND} where there is no such stream or resource,
     *     {@link ErrorCode#INVALID_REQUEST} for what lies too far ahead, {@link ErrorCode#STREAM_UNAVAILABLE} when nothing
     *     comes, {@link ErrorCode#CODEC_UNSUPPORTED} when its video does not fit into MP4, {@link ErrorCode#BUSY}
     */
    CompletionStage<HlsAnswer> request(HlsRequest request);
}
