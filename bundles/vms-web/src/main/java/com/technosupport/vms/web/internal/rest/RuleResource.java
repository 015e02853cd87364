package com.technosupport.vms.web.internal.rest;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.ActionParameter;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleAction;
import com.technosupport.vms.api.rule.RuleRun;
import com.technosupport.vms.api.rule.Rules;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.RuleServices;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Rules, for administrators. */
@Path("rules")
@Tag(name = "rules")
@Produces(MediaType.APPLICATION_JSON)
public final class RuleResource {

    private static final int MOST_RUNS = 1000;

    private final RuleServices services;
    private final RuleVocabulary vocabulary;

    RuleResource(RuleServices services, RuleVocabulary vocabulary) {
        this.services = services;
        this.vocabulary = vocabulary;
    }

    /** A page of rules. */
    @Schema(name = "RulePage")
    public record RulePage(
            List<RuleBody.View> items,
            @Schema(nullable = true) String nextCursor) {}

    /** What rules can do now. */
    @Schema(name = "ActionList")
    public record ActionList(List<ActionView> items) {}

    /** Something that a rule can do. */
    @Schema(name = "Action")
    public record ActionView(String name, String description, List<ParameterView> parameters) {

        static ActionView of(RuleAction action) {
            return new ActionView(
                    action.name(),
                    action.description(),
                    action.parameters().stream().map(ParameterView::of).toList());
        }
    }

    /** What an action wants to be told. */
    @Schema(name = "ActionParameter")
    public record ParameterView(
            String name,
            ActionParameter.Kind kind,
            boolean required,
            String description,
            @Schema(nullable = true) Object standard,
            @Schema(nullable = true) List<String> choices,
            @Schema(nullable = true) Double least,
            @Schema(nullable = true) Double most) {

        static ParameterView of(ActionParameter parameter) {
            boolean bounded = parameter.most() > 0;
            return new ParameterView(
                    parameter.name(),
                    parameter.kind(),
                    parameter.required(),
                    parameter.description(),
                    parameter.standard().orElse(null),
                    parameter.choices().isEmpty() ? null : parameter.choices(),
                    bounded ? parameter.least() : null,
                    bounded ? parameter.most() : null);
        }
    }

    /** A rule to be tried, and on what. */
    @Schema(name = "DryRunRequest")
    public record DryRunBody(
            @Schema(requiredMode = REQUIRED) RuleBody rule,
            @Schema(requiredMode = REQUIRED) Instant from,
            @Schema(requiredMode = REQUIRED) Instant to) {}

    /** What the rule would have done. */
    @Schema(name = "DryRun")
    public record DryRunView(int examined, int matched, int throttled, boolean complete, List<Fired> fired) {

        static DryRunView of(Rules.DryRun run) {
            return new DryRunView(
                    run.examined(),
                    run.matched(),
                    run.throttled(),
                    run.complete(),
                    run.fired().stream().map(Fired::of).toList());
        }
    }

    /** An event for which it would have been done. */
    @Schema(name = "DryRunEvent")
    public record Fired(
            UUID id,
            String type,
            Instant time,
            @Schema(nullable = true) UUID cameraId,
            @Schema(nullable = true) String cameraName,
            @Schema(nullable = true) String label) {

        static Fired of(EnrichedEvent event) {
            return new Fired(
                    event.message().id().value(),
                    event.message().type(),
                    event.message().time(),
                    event.message().cameraId().map(camera -> camera.value()).orElse(null),
                    event.cameraName().orElse(null),
                    event.message().label().orElse(null));
        }
    }

    /** What was done last. */
    @Schema(name = "RuleRunList")
    public record RunList(List<RunView> items) {}

    /** One step of one rule for one event. */
    @Schema(name = "RuleRun")
    public record RunView(
            UUID eventId,
            UUID ruleId,
            String ruleName,
            int index,
            String action,
            RuleRun.State state,
            int attempts,
            @Schema(nullable = true) Instant nextTry,
            @Schema(nullable = true) String error,
            Instant createdAt) {

        static RunView of(RuleRun run) {
            return new RunView(
                    run.key().event().value(),
                    run.key().rule().value(),
                    run.ruleName(),
                    run.key().index(),
                    run.step().action(),
                    run.state(),
                    run.attempts(),
                    run.nextTry().orElse(null),
                    run.lastError().orElse(null),
                    run.createdAt());
        }
    }

    @GET
    @Allow(Role.ADMIN)
    @Operation(operationId = "listRules", summary = "All rules, by name")
    public RulePage list(@QueryParam("limit") Integer limit, @QueryParam("cursor") String cursor) {
        int most = Paging.limit(limit);
        List<Rule> page = Paging.page(services.rules().rules(), RuleResource::order, most, cursor);
        return new RulePage(
                Paging.items(page, most).stream().map(RuleBody.View::of).toList(),
                Paging.nextCursor(page, RuleResource::order, most));
    }

    private static String order(Rule rule) {
        return rule.name().toLowerCase(Locale.ROOT) + '\0' + rule.id();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(operationId = "addRule", summary = "Makes a rule")
    @ApiResponse(
            responseCode = "201",
            description = "The rule",
            content = @Content(schema = @Schema(implementation = RuleBody.View.class)))
    public Response add(RuleBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Fields.body(body);
        Rule rule = services.rules().add(call.actor(), body.draft());
        return Response.created(URI.create("/api/rules/" + rule.id()))
                .entity(RuleBody.View.of(rule))
                .build();
    }

    @GET
    @Path("{id}")
    @Allow(Role.ADMIN)
    @Operation(operationId = "getRule", summary = "One rule")
    public RuleBody.View get(@PathParam("id") String id) {
        return services.rules()
                .rule(RuleId.parse(id))
                .map(RuleBody.View::of)
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such rule"));
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "updateRule",
            summary = "Replaces a rule",
            description = "A secret parameter that is left out stays, where the step at its place is the same action.")
    public RuleBody.View update(@PathParam("id") String id, RuleBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Fields.body(body);
        return RuleBody.View.of(services.rules().update(call.actor(), RuleId.parse(id), body.draft()));
    }

    @DELETE
    @Path("{id}")
    @Allow(Role.ADMIN)
    @Operation(operationId = "removeRule", summary = "Removes a rule, and what it was still to do")
    @ApiResponse(responseCode = "204", description = "It is gone")
    public void remove(@PathParam("id") String id, @Context ContainerRequestContext context) {
        services.rules().remove(Call.of(context).actor(), RuleId.parse(id));
    }

    @GET
    @Path("actions")
    @Allow(Role.ADMIN)
    @Operation(operationId = "listActions", summary = "What rules can do now, and what each action wants to be told")
    public ActionList actions() {
        return new ActionList(
                services.rules().actions().stream().map(ActionView::of).toList());
    }

    @GET
    @Path("vocabulary")
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "getRuleVocabulary",
            summary =
                    "What conditions can be about: types, labels, zones, inputs and outputs that are there or were seen",
            description = "A rule may name others, such as the types of a system that has sent none yet.")
    public RuleVocabulary.View vocabulary() {
        return vocabulary.view();
    }

    @POST
    @Path("dry-run")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "dryRunRule",
            summary = "Tells what a rule would have done with the events of some time",
            description = "Nothing is done and nothing stored. At most 31 days.")
    public DryRunView dryRun(DryRunBody body) {
        Fields.body(body);
        new Fields()
                .require(body.rule() != null, "rule", "is missing")
                .require(body.from() != null, "from", "is missing")
                .require(body.to() != null, "to", "is missing")
                .check();
        return DryRunView.of(services.rules().dryRun(body.rule().draft(), body.from(), body.to()));
    }

    @GET
    @Path("runs")
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "listRuleRuns",
            summary = "What rules have done last, and what they still try, newest first")
    public RunList runs(@QueryParam("ruleId") String ruleId, @QueryParam("limit") Integer limit) {
        new Fields().range("limit", limit, 1, MOST_RUNS).check();
        return new RunList(
                services
                        .rules()
                        .runs(Optional.ofNullable(ruleId).map(RuleId::parse), limit == null ? 100 : limit)
                        .stream()
                        .map(RunView::of)
                        .toList());
    }
}
