package dev.mooring.problem;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.quarkus.smallrye.openapi.OpenApiFilter.RunStage;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.Paths;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jspecify.annotations.Nullable;

/**
 * Completes the OpenAPI document with what all calls have in common: how to sign in, and that refusals are problem
 * documents. Runs while the application is built; the running one only shows the result.
 */
@OpenApiFilter(stages = RunStage.BUILD)
public class ApiDocument implements OASFilter {

    private static final String BASIC = "basic";
    private static final String BEARER = "bearer";
    private static final String API = "/api";
    private static final String PROBLEM = "Problem";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Components components = document.getComponents();
        if (components == null) {
            components = OASFactory.createComponents();
            document.setComponents(components);
        }
        components.addSchema(PROBLEM, problem());
        // not the insides of the parser's class
        components.addSchema("JsonNode", OASFactory.createSchema().description("Any JSON."));
        components.removeSchema("JsonNodeType");
        components.setSecuritySchemes(Map.of(
                BASIC, scheme(BASIC, "A user of the configuration, mooring.security.mode=embedded."),
                BEARER, scheme(BEARER, "A token of the OpenID Connect provider, mooring.security.mode=oidc.")));
        Paths paths = document.getPaths();
        if (paths != null) {
            document.setPaths(withoutPatterns(paths));
        }
    }

    private static SecurityScheme scheme(String name, String description) {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme(name)
                .description(description);
    }

    /** A slash that may be left out is no parameter of anybody's. */
    private static Paths withoutPatterns(Paths paths) {
        Paths plain = OASFactory.createPaths();
        paths.getPathItems().forEach((path, item) -> {
            PathItem root = path.startsWith(API) ? paths.getPathItem(path.substring(API.length())) : null;
            if (root != null) {
                item.getOperations()
                        .forEach((method, same) ->
                                describe(same, root.getOperations().get(method)));
            }
            plain.addPathItem(path.replace("{slash}", "/"), item);
        });
        plain.getPathItems().values().forEach(ApiDocument::complete);
        return plain;
    }

    /** The same call under {@code /api} is made by inheritance, where the annotations of the root's are not seen. */
    private static void describe(Operation same, @Nullable Operation root) {
        if (root != null) {
            same.summary(root.getSummary()).tags(root.getTags()).security(root.getSecurity());
        }
    }

    private static void complete(PathItem item) {
        item.getOperations().values().forEach(operation -> complete(operation, parameters(item, operation)));
    }

    private static boolean parameters(PathItem item, Operation operation) {
        return inPath(item.getParameters()) || inPath(operation.getParameters());
    }

    private static boolean inPath(List<Parameter> parameters) {
        return parameters != null && parameters.stream().anyMatch(each -> each.getIn() == Parameter.In.PATH);
    }

    private static void complete(Operation operation, boolean hasName) {
        APIResponses responses = operation.getResponses();
        if (operation.getSecurity() != null && !operation.getSecurity().isEmpty()) {
            operation.setSecurity(List.of(
                    OASFactory.createSecurityRequirement().addScheme(BASIC),
                    OASFactory.createSecurityRequirement().addScheme(BEARER)));
            refuse(responses, 401);
            refuse(responses, 403);
        }
        refuse(responses, 406);
        if (hasName) {
            refuse(responses, 404);
        }
        if (operation.getRequestBody() != null) {
            refuse(responses, 400);
            refuse(responses, 413);
            refuse(responses, 415);
        }
    }

    private static void refuse(APIResponses responses, int status) {
        String key = String.valueOf(status);
        APIResponse told = responses.getAPIResponse(key);
        boolean standing = told == null || told.getDescription() == null || status == 401 || status == 403;
        responses.addAPIResponse(
                key,
                OASFactory.createAPIResponse()
                        .description(standing ? HttpStatus.detail(status) : told.getDescription())
                        .content(OASFactory.createContent()
                                .addMediaType(
                                        Problem.MEDIA_TYPE,
                                        OASFactory.createMediaType()
                                                .schema(OASFactory.createSchema()
                                                        .ref(PROBLEM)))));
    }

    private static Schema problem() {
        return OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .description("A refusal (RFC 9457).")
                .required(List.of("type", "title", "status", "detail"))
                .addProperty("type", text("always about:blank"))
                .addProperty("title", text("the status in words"))
                .addProperty("status", OASFactory.createSchema().addType(SchemaType.INTEGER))
                .addProperty("detail", text("what was wrong and how to put it right"))
                .addProperty(
                        "code",
                        text("the old device service's word for it")
                                .enumeration(List.of(
                                        "VALIDATION_FAILED", "RECORD_NOT_FOUND", "RECORD_EXISTS", "INVALID_OPERATION")))
                .addProperty("instance", text("this one occurrence, as the log knows it"))
                .examples(List.of(Map.of(
                        "type", "about:blank",
                        "title", "Not Found",
                        "status", 404,
                        "detail", "There is no site 'harbor'.",
                        "code", "RECORD_NOT_FOUND")));
    }

    private static Schema text(String description) {
        return OASFactory.createSchema().addType(SchemaType.STRING).description(description);
    }
}
