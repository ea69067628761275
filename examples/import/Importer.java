import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Writes the registered partners of faire-simple to a CSV file; the file changes only if all of them were read. */
public record Importer(String url, String login, String password, String key, int attempts, Duration timeout) {
    private static final HttpClient HTTP =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private static final List<String> COLUMNS = List.of("uid", "nom", "prenom", "mail", "code_postal", "ville");

    /** A refusal that another attempt does not change. */
    public static class Refused extends IOException {
        Refused(String message) {
            super(message);
        }
    }

    /** Returns the number of partners. */
    public int run(Path file) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(List.of(String.join(";", COLUMNS)));
        for (JsonElement partner : partners()) lines.add(line(partner.getAsJsonObject()));
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.write(temporary, lines, UTF_8);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        return lines.size() - 1;
    }

    private static String line(JsonObject partner) {
        return COLUMNS.stream().map(partner::get).map(Importer::cell).collect(Collectors.joining(";"));
    }

    /** A missing member and null are empty cells. */
    private static String cell(JsonElement value) {
        if (value == null || value.isJsonNull()) return "";
        String text = value.getAsString();
        boolean plain = Stream.of(";", "\"", "\n", "\r").noneMatch(text::contains);
        return plain ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }

    private JsonArray partners() throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            long pause = 1L << (attempt - 1);
            try {
                HttpResponse<String> response = request();
                int status = response.statusCode();
                // An answer that ended early or is not JSON throws.
                if (status == 200) return JsonParser.parseString(response.body()).getAsJsonArray();
                String problem = "faire-simple answered " + status + ": " + response.body();
                if (status < 500 && status != 429) throw new Refused(problem);
                pause = response.headers().firstValueAsLong("Retry-After").orElse(pause);
                if (attempt == attempts) throw new IOException(problem);
            } catch (Refused refused) {
                throw refused;
            } catch (IOException | JsonParseException | IllegalStateException problem) {
                if (attempt == attempts) throw new IOException("no partners: " + problem.getMessage(), problem);
            }
            Thread.sleep(1000 * pause);
        }
    }

    /** The timeout of HttpRequest ends with the header of the answer: this one is for the whole answer. */
    private HttpResponse<String> request() throws IOException, InterruptedException {
        String credentials = Base64.getEncoder().encodeToString((login + ":" + password).getBytes(UTF_8));
        URI uri = URI.create(url + "/users?statut=1&key=" + URLEncoder.encode(key, UTF_8));
        HttpRequest request = HttpRequest.newBuilder(uri).header("Authorization", "Basic " + credentials).build();
        var answer = HTTP.sendAsync(request, BodyHandlers.ofString());
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new IOException("no whole answer within " + timeout, late);
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        }
    }
}
