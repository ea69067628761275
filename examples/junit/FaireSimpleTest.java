import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.junit.jupiter.api.Assertions.assertEquals;

class FaireSimpleTest {
    @RegisterExtension
    static final InSandbox IN_SANDBOX = new InSandbox(
        """
        {"state": {"users": [{"uid": 9, "ville": "Corte"}]}}""",
        """
        [{"operation": "getUser", "status": 200}]""");

    @Test
    void registersAPartner(InSandbox.Sandbox sandbox) throws Exception {
        assertEquals("Corte", InSandbox.text(clientOf(sandbox).getUser(9), "ville"));
        clientOf(sandbox).setStatut(9, 1);
        assertEquals("1", InSandbox.text(sandbox.control("GET", "/records/users/9", null), "statut"));
        sandbox.control("POST", "/journal/verify", """
            {"operation": "setUserStatut", "uid": 9, "times": 1}""");
    }

    @Test
    void triesAgainAfterA503(InSandbox.Sandbox sandbox) throws Exception {
        sandbox.control("POST", "/rules", """
            {"operation": "getUser", "times": 1,
             "then": {"action": "answer", "status": 503, "headers": {"retry-after": "0"}}}""");
        assertEquals("9", InSandbox.text(clientOf(sandbox).getUser(9), "uid"));
        sandbox.control("POST", "/journal/verify", """
            {"operation": "getUser", "uid": 9, "times": 2}""");
    }

    private static FaireSimple clientOf(InSandbox.Sandbox sandbox) {
        return new FaireSimple(System.getenv("FAIRE_SIMPLE_URL"), sandbox.login(), sandbox.password(), sandbox.key());
    }
}
