import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImporterTest {
    @RegisterExtension
    static final InSandbox IN_SANDBOX = new InSandbox("{}", "[]");

    @TempDir
    Path folder;

    @Test
    void writesTheRegisteredPartners(InSandbox.Sandbox sandbox) throws Exception {
        Path file = folder.resolve("partners.csv");
        int count = importer(sandbox, "key", 1).run(file);
        var lines = Files.readAllLines(file);
        assertEquals(count, lines.size() - 1);
        assertTrue(lines.contains("1;Morvan;Claire;claire.morvan@courriel.example;29000;Quimper"));
        verify(sandbox, 200, 1);
    }

    @Test
    void quotesWhatCsvCannotHold(InSandbox.Sandbox sandbox) throws Exception {
        sandbox.control("PATCH", "/records/users/1", """
            {"merge": {"nom": "Le \\"Goff\\"; dit Morvan"}}""");
        Path file = folder.resolve("partners.csv");
        importer(sandbox, "key", 1).run(file);
        assertTrue(Files.readString(file).contains("\n1;\"Le \"\"Goff\"\"; dit Morvan\";Claire;"));
        verify(sandbox, 200, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
        {"action": "answer", "status": 503, "headers": {"retry-after": "0"}}""", """
        {"action": "reset"}""", """
        {"action": "cut", "fraction": 0.9}""", """
        {"action": "broken-json"}""", """
        {"action": "stall"}"""})
    void triesAgain(String fault, InSandbox.Sandbox sandbox) throws Exception {
        sandbox.control("POST", "/rules", "{\"operation\": \"listUsers\", \"times\": 1, \"then\": " + fault + "}");
        Path file = folder.resolve("partners.csv");
        importer(sandbox, "key", 2).run(file);
        assertTrue(Files.exists(file));
        sandbox.control("POST", "/journal/verify", """
            {"operation": "listUsers", "times": 2}""");
    }

    @Test
    void keepsTheFormerFileWhenTheListBreaksOff(InSandbox.Sandbox sandbox) throws Exception {
        Path file = Files.writeString(folder.resolve("partners.csv"), "the former file");
        sandbox.control("POST", "/rules", """
            {"operation": "listUsers", "then": {"action": "cut"}}""");
        assertThrows(IOException.class, () -> importer(sandbox, "key", 1).run(file));
        assertEquals("the former file", Files.readString(file));
        verify(sandbox, 200, 1);
    }

    @Test
    void asksOnceWhenItsKeyIsRefused(InSandbox.Sandbox sandbox) throws Exception {
        Path file = folder.resolve("partners.csv");
        assertThrows(Importer.Refused.class, () -> importer(sandbox, "revoked", 3).run(file));
        assertFalse(Files.exists(file));
        verify(sandbox, 403, 1);
    }

    private static Importer importer(InSandbox.Sandbox sandbox, String key, int attempts) {
        return new Importer(System.getenv("FAIRE_SIMPLE_URL"), sandbox.login(), sandbox.password(),
            key.equals("key") ? sandbox.key() : key, attempts, Duration.ofSeconds(2));
    }

    private static void verify(InSandbox.Sandbox sandbox, int status, int times) throws Exception {
        sandbox.control("POST", "/journal/verify",
            "{\"operation\": \"listUsers\", \"status\": " + status + ", \"times\": " + times + "}");
    }
}
