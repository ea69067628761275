import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.UTF_8;

public class Example {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** A client of faire-simple; its answers are JSON texts. */
    record FaireSimple(String url, String login, String password, String key) {
        private static final int ATTEMPTS = 3;

        String getUser(int uid) throws IOException, InterruptedException {
            return call(request("/users/" + uid));
        }

        /** 1 registers the partner, 0 unregisters it. */
        String setStatut(int uid, int action) throws IOException, InterruptedException {
            return call(request("/users/" + uid + "/statut")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"action\": " + action + "}")));
        }

        private HttpRequest.Builder request(String path) {
            String credentials = Base64.getEncoder().encodeToString((login + ":" + password).getBytes(UTF_8));
            return HttpRequest.newBuilder(URI.create(url + path + "?key=" + URLEncoder.encode(key, UTF_8)))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Basic " + credentials);
        }

        private static String call(HttpRequest.Builder request) throws IOException, InterruptedException {
            for (int attempt = 1; ; attempt++) {
                HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
                int status = response.statusCode();
                if (status < 300) return response.body();
                if (status != 503 || attempt == ATTEMPTS) {
                    throw new IOException("faire-simple answered " + status + ": " + response.body());
                }
                Thread.sleep(1000 * response.headers().firstValueAsLong("Retry-After").orElse(1));
            }
        }
    }

    /** A world of the test's own in the mock server, dropped when it is closed. */
    record Sandbox(String id, FaireSimple client) implements AutoCloseable {
        static Sandbox create() throws IOException, InterruptedException {
            String created = control("POST", "/sandboxes", null);
            return new Sandbox(text(created, "id"), new FaireSimple(System.getenv("FAIRE_SIMPLE_URL"),
                text(created, "login"), text(created, "password"), text(created, "key")));
        }

        void addRule(String rule) throws IOException, InterruptedException {
            control("POST", "/rules?sandbox=" + id, rule);
        }

        void verify(String expected) throws IOException, InterruptedException {
            control("POST", "/journal/verify?sandbox=" + id, expected);
        }

        @Override
        public void close() throws IOException, InterruptedException {
            control("DELETE", "/sandboxes/" + id, null);
        }

        /** Asks the control plane; an answer of 400 or more throws. */
        private static String control(String method, String path, String body)
                throws IOException, InterruptedException {
            URI uri = URI.create(System.getenv("FAIRE_SIMPLE_CONTROL_URL") + path);
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10));
            if (body == null) request.method(method, BodyPublishers.noBody());
            else request.method(method, BodyPublishers.ofString(body)).header("Content-Type", "application/json");
            String token = System.getenv("FAIRE_SIMPLE_CONTROL_TOKEN");
            if (token != null) request.header("Authorization", "Bearer " + token);
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() < 400) return response.body();
            throw new IOException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
    }

    /** A member of a flat JSON object; in a program of yours a JSON library does this. */
    private static String text(String json, String name) {
        Matcher member = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(json);
        if (!member.find()) throw new AssertionError("no " + name + " in " + json);
        return member.group(1);
    }

    private static void same(String expected, String found) {
        if (!expected.equals(found)) throw new AssertionError("expected " + expected + ", found " + found);
    }

    private static void registersAPartner() throws Exception {
        try (Sandbox sandbox = Sandbox.create()) {
            FaireSimple client = sandbox.client();
            same("0", text(client.getUser(9), "statut"));
            client.setStatut(9, 1);
            same("1", text(client.getUser(9), "statut"));
            sandbox.verify("""
                {"operation": "setUserStatut", "uid": 9, "times": 1}""");
        }
        System.out.println("ok: registers a partner");
    }

    private static void triesAgainAfterA503() throws Exception {
        try (Sandbox sandbox = Sandbox.create()) {
            sandbox.addRule("""
                {"operation": "getUser", "times": 1,
                 "then": {"action": "answer", "status": 503, "headers": {"retry-after": "0"}}}""");
            same("9", text(sandbox.client().getUser(9), "uid"));
            sandbox.verify("""
                {"operation": "getUser", "uid": 9, "times": 2}""");
        }
        System.out.println("ok: tries again after a 503");
    }

    public static void main(String[] args) throws Exception {
        registersAPartner();
        triesAgainAfterA503();
    }
}
