package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.Identity;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import com.technosupport.vms.web.internal.live.IceServers;
import com.technosupport.vms.web.internal.live.IceServers.IceServer;
import com.technosupport.vms.web.internal.live.LiveAsk;
import com.technosupport.vms.web.internal.live.LiveViews;
import com.technosupport.vms.web.internal.live.Opened;
import com.technosupport.vms.web.internal.live.Viewer;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Live video by WHEP (draft-ietf-wish-whep): an offer by POST, the answer, and DELETE at its end. We are ICE-lite and name
 * all our candidates in the answer, so there is nothing to trickle: PATCH is answered 405, as the draft wants it then.
 * Pages of others may use it, with a token of theirs: see {@link WhepCors}.
 */
@Path("cameras/{id}/whep")
@Tag(name = "live")
@Produces({WhepResource.SDP, MediaType.APPLICATION_JSON})
public final class WhepResource {

    static final String SDP = "application/sdp";

    private final Services services;
    private final LiveViews views;
    private final IceServers iceServers;

    WhepResource(Services services, LiveViews views, IceServers iceServers) {
        this.services = services;
        this.views = views;
        this.iceServers = iceServers;
    }

    /** A client that is not told what becomes of its session: it sees that by itself. */
    private static final class WhepClient implements Viewer {

        private final Identity identity;

        WhepClient(Identity identity) {
            this.identity = identity;
        }

        @Override
        public Identity identity() {
            return identity;
        }

        @Override
        public void liveChanged(LiveSessionId session, LiveState state, LiveReason reason) {}
    }

    @POST
    @Consumes(SDP)
    @Allow(Role.VIEWER)
    @Operation(operationId = "whepOpen", summary = "Opens a live session: an SDP offer, answered")
    @ApiResponse(responseCode = "201", description = "The SDP answer", content = @Content(mediaType = SDP))
    public Response open(
            String offer,
            @PathParam("id") String id,
            @QueryParam("role") String role,
            @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Camera camera = call.watched(services.deviceRegistry(), id);
        if (offer == null || offer.isBlank()) {
            throw new InvalidFieldsException("", "an SDP offer is expected as the body");
        }
        // An offer names the codecs itself; the egress reads it.
        Opened opened = views.open(
                new WhepClient(call.identity()),
                new LiveAsk(camera, Call.role(role), true, Optional.of(offer), Set.of(), Set.of(), Set.of()));
        Response.ResponseBuilder response = Response.created(URI.create("/api/cameras/" + camera.id() + "/whep/"
                        + opened.session().orElseThrow()))
                .type(SDP)
                .entity(opened.sdp());
        addIceServers(response, call);
        return response.build();
    }

    @DELETE
    @Path("{session}")
    @Allow(Role.VIEWER)
    @Operation(operationId = "whepClose", summary = "Ends a live session")
    @ApiResponse(responseCode = "200", description = "It has ended")
    public Response close(
            @PathParam("id") String id,
            @PathParam("session") String session,
            @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        call.requireSight(CameraId.parse(id));
        views.stop(call.identity(), LiveSessionId.parse(session));
        return Response.ok().build();
    }

    @OPTIONS
    @Allow(Role.VIEWER)
    @Operation(operationId = "whepOptions", summary = "What may be posted here, and the relays to use")
    @ApiResponse(responseCode = "204", description = "In the headers")
    public Response options(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        call.requireSight(CameraId.parse(id));
        Response.ResponseBuilder response =
                Response.noContent().header("Accept-Post", SDP).header("Allow", "OPTIONS, POST");
        addIceServers(response, call);
        return response.build();
    }

    private void addIceServers(Response.ResponseBuilder response, Call call) {
        for (IceServer server : iceServers.forViewer(call.caller().id().toString())) {
            server.urls()
                    .forEach(url -> response.header(
                            "Link",
                            "<" + url + ">; rel=\"ice-server\"; username=\"" + server.username() + "\"; credential=\""
                                    + server.credential() + "\"; credential-type=\"password\""));
        }
    }
}
