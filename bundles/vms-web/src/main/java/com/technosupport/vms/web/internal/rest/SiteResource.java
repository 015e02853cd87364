package com.technosupport.vms.web.internal.rest;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.Site;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.SiteStore;
import com.technosupport.vms.web.internal.Services;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
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
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The places that cameras are at: all for administrators, else those with a camera that the caller may see. */
@Path("sites")
@Tag(name = "sites")
@Produces(MediaType.APPLICATION_JSON)
public final class SiteResource {

    private static final int MAX_NAME = 128;

    private final Services services;
    private final Audit audit;
    private final Clock clock;

    SiteResource(Services services, Audit audit, Clock clock) {
        this.services = services;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A site.
     *
     * @param timeZone a name of the IANA time zone database
     */
    @Schema(name = "Site")
    public record SiteView(UUID id, String name, String timeZone, Instant createdAt) {

        static SiteView of(Site site) {
            return new SiteView(site.id().value(), site.name(), site.timeZone().getId(), site.createdAt());
        }
    }

    /** A page of sites. */
    @Schema(name = "SitePage")
    public record SitePage(
            List<SiteView> items, @Schema(nullable = true) String nextCursor) {}

    /** A site to make. {@code timeZone} is this server's if missing. */
    @Schema(name = "NewSite")
    public record NewSite(@Schema(requiredMode = REQUIRED) String name, String timeZone) {}

    /** What to change of a site; what is missing stays. */
    @Schema(name = "SitePatch")
    public record SitePatch(String name, String timeZone) {}

    @GET
    @Allow(Role.VIEWER)
    @Operation(operationId = "listSites", summary = "The sites of the cameras that the caller may see, by name")
    public SitePage list(
            @QueryParam("limit") Integer limit,
            @QueryParam("cursor") String cursor,
            @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        int most = Paging.limit(limit);
        List<Site> sites = services.siteStore().sites();
        if (!call.isAdministrator()) {
            Set<SiteId> seen = services.deviceRegistry().cameras().stream()
                    .filter(camera -> call.caller().maySee(camera.id()))
                    .map(Camera::site)
                    .collect(Collectors.toSet());
            sites = sites.stream().filter(site -> seen.contains(site.id())).toList();
        }
        List<Site> page = Paging.page(sites, SiteResource::order, most, cursor);
        return new SitePage(
                Paging.items(page, most).stream().map(SiteView::of).toList(),
                Paging.nextCursor(page, SiteResource::order, most));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(operationId = "addSite", summary = "Makes a site")
    @ApiResponse(
            responseCode = "201",
            description = "The site",
            content = @Content(schema = @Schema(implementation = SiteView.class)))
    public Response add(NewSite body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Fields.body(body);
        new Fields().required("name", body.name(), MAX_NAME).check();
        Site site = new Site(
                SiteId.next(clock),
                body.name().strip(),
                body.timeZone() == null ? ZoneId.systemDefault() : zone(body.timeZone()),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        services.siteStore().insert(site);
        audit.record(call, "site.add", site.id(), site.name() + " in " + site.timeZone());
        return Response.created(URI.create("/api/sites/" + site.id()))
                .entity(SiteView.of(site))
                .build();
    }

    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(operationId = "updateSite", summary = "Changes a site's name or time zone")
    public SiteView update(@PathParam("id") String id, SitePatch body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Fields.body(body);
        new Fields()
                .optional("name", body.name(), MAX_NAME)
                .require(body.name() == null || !body.name().isBlank(), "name", "a site has a name")
                .check();
        SiteStore store = services.siteStore();
        Site known = find(store, SiteId.parse(id));
        Site changed = new Site(
                known.id(),
                body.name() == null ? known.name() : body.name().strip(),
                body.timeZone() == null ? known.timeZone() : zone(body.timeZone()),
                known.createdAt());
        store.update(changed);
        audit.record(call, "site.update", changed.id(), changed.name() + " in " + changed.timeZone());
        return SiteView.of(changed);
    }

    @DELETE
    @Path("{id}")
    @Allow(Role.ADMIN)
    @Operation(operationId = "removeSite", summary = "Removes a site at which nothing is")
    @ApiResponse(responseCode = "204", description = "It is gone")
    public void remove(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        SiteStore store = services.siteStore();
        Site site = find(store, SiteId.parse(id));
        store.delete(site.id());
        audit.record(call, "site.remove", site.id(), site.name());
    }

    private static Site find(SiteStore store, SiteId id) {
        return store.sites().stream()
                .filter(site -> site.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such site"));
    }

    /** Regions alone: an offset knows nothing of summer time. */
    private static ZoneId zone(String name) {
        new Fields()
                .require(ZoneId.getAvailableZoneIds().contains(name), "timeZone", "a name such as Europe/Berlin")
                .check();
        return ZoneId.of(name);
    }

    private static String order(Site site) {
        return site.name().toLowerCase(Locale.ROOT) + '\0' + site.id();
    }
}
