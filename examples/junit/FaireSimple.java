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

import static java.nio.charset.StandardCharsets.UTF_8;

/** A client of faire-simple; its answers are JSON texts. */
public record FaireSimple(String url, String login, String password, String key) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int ATTEMPTS = 3;

    public String getUser(int uid) throws IOException, InterruptedException {
        return call(request("/users/" + uid));
    }

    /** 1 registers the partner, 0 unregisters it. */
    public String setStatut(int uid, int action) throws IOException, InterruptedException {
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
