package com.technosupport.vms.web.internal.openapi;

import com.technosupport.vms.web.internal.http.Failure;
import com.technosupport.vms.web.internal.http.Problem;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.filter.AbstractSpecFilter;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Adds to the OpenAPI document what holds for every call, so that no resource repeats it: how one logs in, the problem that
 * any call may answer, and which members are always there.
 *
 * <p>The rule for members: an answer has all of them, but those marked {@code nullable}, which are left out rather than null.
 * A request may leave out all, but those marked {@code REQUIRED}; null there is the same as missing.
 */
public final class DocumentFinish extends AbstractSpecFilter {

    private static final String PREFIX = "#/components/schemas/";
    private static final String PROBLEM = "Problem";
    private static final Set<String> PUBLIC = Set.of("login", "openapi");

    @Override
    public Optional<OpenAPI> filterOpenAPI(
            OpenAPI document,
            Map<String, List<String>> params,
            Map<String, String> cookies,
            Map<String, List<String>> headers) {
        Components components = document.getComponents();
        addProblem(components);
        addLogin(document);
        document.getPaths().values().forEach(path -> path.readOperations().forEach(DocumentFinish::finish));
        Set<String> answers = new HashSet<>(Set.of(PROBLEM));
        document.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .flatMap(operation -> operation.getResponses().values().stream())
                .filter(response -> response.getContent() != null)
                .flatMap(response -> response.getContent().values().stream())
                .forEach(type -> collect(type.getSchema(), components, answers));
        collect(new Schema<>().$ref(PREFIX + PROBLEM), components, answers);
        answers.forEach(name -> requireAll(components.getSchemas().get(name), components));
        return Optional.of(document);
    }

    private static void addProblem(Components components) {
        ModelConverters.getInstance().readAll(Problem.class).forEach(components::addSchemas);
        StringSchema code = new StringSchema();
        code.setDescription("Stable; new ones may be added");
        code.setEnum(List.copyOf(Failure.codes()));
        components.getSchemas().get(PROBLEM).addProperty("code", code);
        components.addResponses(
                PROBLEM,
                new ApiResponse()
                        .description("Why it was not done")
                        .content(new Content()
                                .addMediaType(
                                        Problem.MEDIA_TYPE,
                                        new MediaType().schema(new Schema<>().$ref(PREFIX + PROBLEM)))));
    }

    private static void addLogin(OpenAPI document) {
        document.getComponents()
                .addSecuritySchemes(
                        "bearer",
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("The token of a session, or an API token"))
                .addSecuritySchemes(
                        "cookie",
                        new SecurityScheme()
                                .type(SecurityScheme.Type.APIKEY)
                                .in(SecurityScheme.In.COOKIE)
                                .name("vms_session")
                                .description("Set by the login; a call that changes something then needs the header"
                                        + " X-VMS-CSRF: 1"));
        document.addSecurityItem(new SecurityRequirement().addList("bearer"));
        document.addSecurityItem(new SecurityRequirement().addList("cookie"));
    }

    private static void finish(Operation operation) {
        operation.getResponses().addApiResponse("default", new ApiResponse().$ref("#/components/responses/" + PROBLEM));
        operation.getResponses().forEach((status, response) -> {
            if ("default response".equals(response.getDescription())) {
                response.setDescription("Done");
            }
        });
        if (operation.getRequestBody() != null) {
            operation.getRequestBody().setRequired(true);
        }
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .filter(parameter -> parameter.getName().equals("limit"))
                    .forEach(DocumentFinish::describeLimit);
        }
        if (PUBLIC.contains(operation.getOperationId())) {
            operation.setSecurity(List.of());
        }
    }

    private static void describeLimit(Parameter limit) {
        limit.getSchema().minimum(java.math.BigDecimal.ONE).maximum(java.math.BigDecimal.valueOf(1000));
        limit.description("How many at most; 1000 unless less is asked for");
    }

    /** The schemas that an answer is made of. */
    private static void collect(Schema<?> schema, Components components, Set<String> found) {
        if (schema == null) {
            return;
        }
        if (schema.get$ref() != null) {
            String name = schema.get$ref().substring(PREFIX.length());
            if (found.add(name) || name.equals(PROBLEM)) {
                members(components.getSchemas().get(name))
                        .values()
                        .forEach(member -> collect(member, components, found));
            }
            return;
        }
        collect(schema.getItems(), components, found);
        if (schema.getAdditionalProperties() instanceof Schema<?> values) {
            collect(values, components, found);
        }
    }

    private static void requireAll(Schema<?> schema, Components components) {
        List<String> required = new ArrayList<>();
        members(schema).forEach((name, member) -> {
            if (Boolean.TRUE.equals(member.getNullable())) {
                member.setNullable(null);
            } else if (!mayBeAbsent(member, components)) {
                required.add(name);
            }
        });
        schema.setRequired(required.isEmpty() ? null : required);
    }

    /** A member of a type of ours: that it is nullable is noted with the type. */
    private static boolean mayBeAbsent(Schema<?> member, Components components) {
        return member.get$ref() != null
                && Boolean.TRUE.equals(components
                        .getSchemas()
                        .get(member.get$ref().substring(PREFIX.length()))
                        .getNullable());
    }

    private static Map<String, Schema<?>> members(Schema<?> schema) {
        Map<String, Schema<?>> members = new LinkedHashMap<>();
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, member) -> members.put(name, member));
        }
        return members;
    }
}
