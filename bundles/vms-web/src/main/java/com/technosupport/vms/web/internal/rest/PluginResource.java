package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.plugin.Plugin;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The plug-ins that were dropped in, and how their updates went. */
@Path("plugins")
@Tag(name = "plugins")
@Produces(MediaType.APPLICATION_JSON)
public final class PluginResource {

    private final Services services;
    private final Audit audit;
    private final SlowCalls slow;

    PluginResource(Services services, Audit audit, int maxSlowCalls) {
        this.services = services;
        this.audit = audit;
        this.slow = new SlowCalls(maxSlowCalls);
    }

    /**
     * A plug-in.
     *
     * @param name symbolic name of its bundle
     * @param version of the version that serves; empty when none does
     * @param kinds what it brings
     * @param contract what the jar says of its contract tests; empty when it says nothing
     * @param detail a sentence on the state
     * @param previousVersion what a roll-back would bring back; null if there is nothing
     */
    @Schema(name = "Plugin")
    public record PluginView(
            String name,
            String version,
            String file,
            String sha256,
            Plugin.State state,
            List<String> kinds,
            String contract,
            String detail,
            Instant since,
            @Schema(nullable = true) String previousVersion) {

        static PluginView of(Plugin plugin) {
            return new PluginView(
                    plugin.name(),
                    plugin.version(),
                    plugin.file(),
                    plugin.sha256(),
                    plugin.state(),
                    plugin.kinds(),
                    plugin.contract(),
                    plugin.detail(),
                    plugin.since(),
                    plugin.previous().orElse(null));
        }
    }

    /** The plug-ins. */
    @Schema(name = "PluginPage")
    public record PluginPage(List<PluginView> items) {}

    @GET
    @Allow(Role.ADMIN)
    @Operation(operationId = "listPlugins", summary = "The plug-ins that were dropped in, by name")
    public PluginPage list() {
        return new PluginPage(
                services.pluginRegistry().plugins().stream().map(PluginView::of).toList());
    }

    @POST
    @Consumes({"application/java-archive", MediaType.APPLICATION_OCTET_STREAM})
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "installPlugin",
            summary = "Installs a plug-in, or a new version of one",
            description =
                    "The body is the jar. It is looked at, put into the server's folder deploy/ in place of the former"
                            + " version's, and tried beside that. The answer tells what became of it: REJECTED with the reason in"
                            + " detail (and without a file where nothing was put there), TRIAL where that still goes on,"
                            + " PROBATION or ACTIVE where it serves.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/java-archive",
                            schema = @Schema(type = "string", format = "binary")))
    public PluginView install(@Parameter(hidden = true) InputStream jar, @Context ContainerRequestContext context)
            throws InterruptedException {
        Plugin plugin = slow.run(() -> {
            try {
                return services.pluginRegistry().install(jar);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        audit.record(
                Call.of(context),
                "plugin.upload",
                plugin.name(),
                "sha256 " + plugin.sha256() + ", " + plugin.state().name().toLowerCase(Locale.ROOT)
                        + (plugin.detail().isEmpty() ? "" : ": " + plugin.detail()));
        return PluginView.of(plugin);
    }

    @DELETE
    @Path("{name}")
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "removePlugin",
            summary = "Removes a plug-in",
            description = "Its jar is deleted from deploy/. What came with the server itself serves again.")
    @ApiResponse(responseCode = "204", description = "It is gone")
    public void remove(@PathParam("name") String name, @Context ContainerRequestContext context)
            throws InterruptedException {
        String sha256 = services.pluginRegistry().plugins().stream()
                .filter(plugin -> plugin.name().equals(name))
                .map(Plugin::sha256)
                .findFirst()
                .orElse("");
        slow.run(() -> {
            services.pluginRegistry().remove(name);
            return null;
        });
        audit.record(Call.of(context), "plugin.remove", name, "sha256 " + sha256);
    }

    @POST
    @Path("{name}/rollback")
    @Allow(Role.ADMIN)
    @Operation(operationId = "rollBackPlugin", summary = "Puts the version back that was there before")
    public PluginView rollBack(@PathParam("name") String name, @Context ContainerRequestContext context)
            throws InterruptedException {
        Plugin plugin = slow.run(() -> services.pluginRegistry().rollBack(name));
        audit.record(Call.of(context), "plugin.rollback", name, "to " + plugin.version());
        return PluginView.of(plugin);
    }
}
