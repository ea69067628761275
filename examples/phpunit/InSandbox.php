<?php

declare(strict_types=1);

// For PHPUnit 9 and newer: copy this file beside your tests, and run them under `faire-simple-mock exec`.

use PHPUnit\Framework\Attributes\{After, Before, PostCondition};

/** Gives each test a sandbox of its own: a world in the mock server. */
trait InSandbox
{
    /** The sandbox, with `id`, `login`, `password` and `key`. */
    protected array $sandbox;

    /** Options as for POST /_mock/sandboxes. */
    protected function sandboxOptions(): array
    {
        return [];
    }

    /** Expectations of requests that no test needs to verify. */
    protected function except(): array
    {
        return [];
    }

    /** @before */
    #[Before]
    protected function createSandbox(): void
    {
        $this->sandbox = $this->control('POST', '/sandboxes', (object) $this->sandboxOptions());
    }

    /** @postCondition */
    #[PostCondition]
    protected function checkUnexpected(): void
    {
        $found = $this->inSandbox('POST', '/journal/unexpected', ['except' => $this->except()]);
        $lines = array_map(fn ($each) => "{$each['method']} {$each['path']} {$each['status']}", $found);
        self::assertSame([], $lines, 'unexpected requests');
    }

    /** @after */
    #[After]
    protected function dropSandbox(): void
    {
        $this->control('DELETE', "/sandboxes/{$this->sandbox['id']}");
    }

    protected function verify(array $expected): void
    {
        $this->inSandbox('POST', '/journal/verify', $expected);
    }

    /** Asks the control plane about the sandbox: `inSandbox('POST', '/rules', $rule)`. */
    protected function inSandbox(string $method, string $path, array|object|null $body = null): ?array
    {
        return $this->control($method, "$path?sandbox={$this->sandbox['id']}", $body);
    }

    /** Asks the control plane; an answer of 400 or more fails the test. */
    protected function control(string $method, string $path, array|object|null $body = null): ?array
    {
        $token = getenv('FAIRE_SIMPLE_CONTROL_TOKEN');
        $headers = $token === false ? [] : ["Authorization: Bearer $token"];
        $curl = curl_init(getenv('FAIRE_SIMPLE_CONTROL_URL') . $path);
        if ($body !== null) {
            $headers[] = 'Content-Type: application/json';
            curl_setopt($curl, CURLOPT_POSTFIELDS, json_encode($body));
        }
        curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 10]);
        curl_setopt_array($curl, [CURLOPT_CUSTOMREQUEST => $method, CURLOPT_HTTPHEADER => $headers]);
        $text = curl_exec($curl);
        $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
        self::assertTrue($text !== false && $status < 400, "$method $path: $text");
        return json_decode($text, true);
    }
}
