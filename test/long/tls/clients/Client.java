import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;

/** Prints the status of a GET of each URL, by default of CLIENT_URL, or the reason of the refusal. */
public class Client {
  public static void main(String[] args) throws InterruptedException {
    String[] urls = args.length > 0 ? args : new String[] {System.getenv("CLIENT_URL")};
    HttpClient client = HttpClient.newHttpClient();
    String secret = Base64.getEncoder().encodeToString("demo:demo".getBytes());
    for (String url : urls) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Basic " + secret).build();
      try {
        System.out.println(client.send(request, BodyHandlers.discarding()).statusCode());
      } catch (java.io.IOException error) {
        Throwable cause = error;
        while (cause.getCause() != null) cause = cause.getCause();
        System.out.println(cause);
      }
    }
  }
}
