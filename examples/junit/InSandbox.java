import java.io.IOException;
import java.net.URI;
import java.net.http.*;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.*;

import static org.junit.jupiter.api.Assertions.fail;

/**
 * For JUnit 5: copy this file beside your tests, and run them under {@code faire-simple-mock exec}. With
 * {@code @RegisterExtension}, a test that takes a {@code Sandbox} gets one of its own.
 *
 * @param options as for POST /_mock/sandboxes, in JSON
 * @param except expectations of requests that no test needs to verify, in JSON
 */
public record InSandbox(String options, String except) implements ParameterResolver, AfterEachCallback {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(InSandbox.class);

    /** A world of the test's own in the mock server. */
    public record Sandbox(String id, String login, String password, String key) {
        /** Asks the control plane about this world: {@code control("POST", "/rules", rule)}. */
        public String control(String method, String path, String body) throws IOException, InterruptedException {
            return InSandbox.control(method, path + "?sandbox=" + id, body);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Sandbox.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(HERE).getOrComputeIfAbsent(Sandbox.class, type -> {
            try {
                String created = control("POST", "/sandboxes", options);
                return new Sandbox(text(created, "id"), text(created, "login"), text(created, "password"), text(created, "key"));
            } catch (IOException | InterruptedException problem) {
                throw new IllegalStateException(problem);
            }
        });
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException, InterruptedException {
        Sandbox sandbox = context.getStore(HERE).get(Sandbox.class, Sandbox.class);
        if (sandbox == null) return;
        String entries = sandbox.control("POST", "/journal/unexpected", "{\"except\": " + except + "}");
        control("DELETE", "/sandboxes/" + sandbox.id(), null);
        if (context.getExecutionException().isPresent() || entries.equals("[]")) return;
        var requests = Pattern.compile("\"method\":\"(\\w+)\".*?\"path\":\"([^\"]*)\"").matcher(entries).results();
        fail("unexpected requests: " + requests.map(found -> found.group(1) + " " + found.group(2)).toList());
    }

    /** Asks the control plane; an answer of 400 or more throws. */
    private static String control(String method, String path, String body) throws IOException, InterruptedException {
        URI uri = URI.create(System.getenv("FAIRE_SIMPLE_CONTROL_URL") + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10));
        if (body == null) request.method(method, BodyPublishers.noBody());
        else request.method(method, BodyPublishers.ofString(body)).header("Content-Type", "application/json");
        String token = System.getenv("FAIRE_SIMPLE_CONTROL_TOKEN");
        if (token != null) request.header("Authorization", "Bearer " + token);
        var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() < 400) return response.body();
        throw new AssertionError(method + " " + path + ": " + response.body());
    }

    /** A member of a flat JSON object; in a program of yours a JSON library does this. */
    public static String text(String json, String name) {
        var member = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(json);
        if (!member.find()) throw new AssertionError("no " + name + " in " + json);
        return member.group(1);
    }
}
