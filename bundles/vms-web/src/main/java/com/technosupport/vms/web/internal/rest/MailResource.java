package com.technosupport.vms.web.internal.rest;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.MailSettings;
import com.technosupport.vms.api.rule.MailSettings.Security;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.RuleServices;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** How mail is sent, for administrators. */
@Path("settings/mail")
@Tag(name = "settings")
@Produces(MediaType.APPLICATION_JSON)
public final class MailResource {

    private final RuleServices services;
    private final Clock clock;
    private final SlowCalls sending;

    MailResource(RuleServices services, Clock clock, int maxSlowCalls) {
        this.services = services;
        this.clock = clock;
        this.sending = new SlowCalls(maxSlowCalls);
    }

    /** How mail is sent; without the password. */
    @Schema(name = "MailSettings")
    public record MailView(
            String host,
            int port,
            Security security,
            @Schema(nullable = true) String user,
            String from) {

        static MailView of(MailSettings settings) {
            return new MailView(
                    settings.host(),
                    settings.port(),
                    settings.security(),
                    settings.user().orElse(null),
                    settings.from());
        }
    }

    /** How mail is to be sent. */
    @Schema(name = "MailSettingsBody")
    public record MailBody(
            @Schema(requiredMode = REQUIRED) String host,

            @Schema(description = "587, 465 with TLS, or 25 without either, if it is left out")
            Integer port,

            @Schema(description = "STARTTLS if it is left out")
            Security security,

            String user,

            @Schema(
                    format = "password",
                    description = "The one that is there stays if it is left out, while server and user stay too")
            String password,

            @Schema(requiredMode = REQUIRED) String from) {

        @Override
        public String toString() {
            return "MailBody[" + host + "]";
        }

        MailSettings settings() {
            new Fields()
                    .required("host", host, 253)
                    .range("port", port, 1, 65_535)
                    .optional("user", user, 256)
                    .optional("password", password, 1000)
                    .required("from", from, 320)
                    .check();
            Security wanted = security == null ? Security.STARTTLS : security;
            int usual =
                    switch (wanted) {
                        case STARTTLS -> 587;
                        case TLS -> 465;
                        case NONE -> 25;
                    };
            return new MailSettings(
                    host.strip(),
                    port == null ? usual : port,
                    wanted,
                    Optional.ofNullable(user).filter(name -> !name.isBlank()),
                    from.strip());
        }
    }

    /** Where a mail to try is sent. */
    @Schema(name = "MailTest")
    public record TestBody(@Schema(requiredMode = REQUIRED) String to) {}

    @GET
    @Allow(Role.ADMIN)
    @Operation(operationId = "getMailSettings", summary = "How mail is sent", description = "404 until it was set")
    public MailView get() {
        return services.mail()
                .settings()
                .map(MailView::of)
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "No mail server is set"));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(operationId = "setMailSettings", summary = "Sets how mail is sent")
    public MailView set(MailBody body, @Context ContainerRequestContext context) {
        Fields.body(body);
        return MailView.of(services.mail()
                .change(
                        Call.of(context).actor(),
                        body.settings(),
                        Optional.ofNullable(body.password()).filter(password -> !password.isEmpty())));
    }

    @DELETE
    @Allow(Role.ADMIN)
    @Operation(operationId = "forgetMailSettings", summary = "No mail is sent any more")
    @ApiResponse(responseCode = "204", description = "They are gone")
    public void forget(@Context ContainerRequestContext context) {
        services.mail().forget(Call.of(context).actor());
    }

    @POST
    @Path("test")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(operationId = "testMail", summary = "Sends a mail now, as set, and tells how that went")
    @ApiResponse(responseCode = "204", description = "The mail server has taken it")
    public void test(TestBody body, @Context ContainerRequestContext context) throws InterruptedException {
        Fields.body(body);
        new Fields().required("to", body.to(), 320).check();
        String who = Call.of(context).caller().username();
        sending.run(() -> {
            services.mail()
                    .send(
                            List.of(body.to().strip()),
                            "Techno Support VMS: a test",
                            "This mail was sent to try the mail settings, by " + who + ".\n",
                            "test." + clock.millis(),
                            Optional.empty());
            return null;
        });
    }
}
