<?php

declare(strict_types=1);

/** A client of faire-simple. */
final class FaireSimple
{
    private const ATTEMPTS = 3;

    public function __construct(
        private readonly string $url,
        private readonly string $login,
        private readonly string $password,
        private readonly string $key,
    ) {
    }

    public function getUser(int $uid): array
    {
        return $this->call("/users/$uid");
    }

    /** 1 registers the partner, 0 unregisters it. */
    public function setStatut(int $uid, int $action): array
    {
        return $this->call("/users/$uid/statut", ['action' => $action]);
    }

    private function call(string $path, ?array $body = null): array
    {
        $retryAfter = 1;
        $curl = curl_init($this->url . $path . '?' . http_build_query(['key' => $this->key]));
        curl_setopt_array($curl, [
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => 10,
            CURLOPT_HTTPAUTH => CURLAUTH_BASIC,
            CURLOPT_USERNAME => $this->login,
            CURLOPT_PASSWORD => $this->password,
            CURLOPT_HEADERFUNCTION => function ($curl, string $line) use (&$retryAfter): int {
                if (preg_match('/^Retry-After: *(\d+)/i', $line, $found)) {
                    $retryAfter = (int) $found[1];
                }
                return strlen($line);
            },
        ]);
        if ($body !== null) {
            curl_setopt($curl, CURLOPT_HTTPHEADER, ['Content-Type: application/json']);
            curl_setopt($curl, CURLOPT_POSTFIELDS, json_encode($body));
        }
        for ($attempt = 1; ; $attempt++) {
            $text = curl_exec($curl);
            if ($text === false) {
                throw new RuntimeException(curl_error($curl));
            }
            $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
            if ($status < 300) {
                return json_decode($text, true, flags: JSON_THROW_ON_ERROR);
            }
            if ($status !== 503 || $attempt === self::ATTEMPTS) {
                throw new RuntimeException("faire-simple answered $status: $text");
            }
            sleep($retryAfter);
        }
    }
}
