<?php

declare(strict_types=1);

require __DIR__ . '/FaireSimple.php';

/** Asks the control plane; an answer of 400 or more throws. */
function control(string $method, string $path, ?array $body = null): ?array
{
    $curl = curl_init(getenv('FAIRE_SIMPLE_CONTROL_URL') . $path);
    curl_setopt_array($curl, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_TIMEOUT => 10,
        CURLOPT_CUSTOMREQUEST => $method,
    ]);
    $headers = [];
    if ($body !== null) {
        $headers[] = 'Content-Type: application/json';
        curl_setopt($curl, CURLOPT_POSTFIELDS, json_encode($body));
    }
    if (getenv('FAIRE_SIMPLE_CONTROL_TOKEN') !== false) {
        $headers[] = 'Authorization: Bearer ' . getenv('FAIRE_SIMPLE_CONTROL_TOKEN');
    }
    curl_setopt($curl, CURLOPT_HTTPHEADER, $headers);
    $text = curl_exec($curl);
    $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
    if ($text === false || $status >= 400) {
        throw new RuntimeException("$method $path: $status $text");
    }
    return json_decode($text, true);
}

function same(mixed $expected, mixed $found): void
{
    if ($expected !== $found) {
        throw new RuntimeException('expected ' . json_encode($expected) . ', found ' . json_encode($found));
    }
}

$tests = [
    'registers a partner' => function (FaireSimple $client, string $sandbox): void {
        same(0, $client->getUser(9)['statut']);
        $client->setStatut(9, 1);
        same(1, $client->getUser(9)['statut']);
        $expected = ['operation' => 'setUserStatut', 'uid' => 9, 'times' => 1];
        control('POST', "/journal/verify?sandbox=$sandbox", $expected);
    },
    'tries again after a 503' => function (FaireSimple $client, string $sandbox): void {
        $answer = ['action' => 'answer', 'status' => 503, 'headers' => ['retry-after' => '0']];
        $rule = ['operation' => 'getUser', 'times' => 1, 'then' => $answer];
        control('POST', "/rules?sandbox=$sandbox", $rule);
        same(9, $client->getUser(9)['uid']);
        $expected = ['operation' => 'getUser', 'uid' => 9, 'times' => 2];
        control('POST', "/journal/verify?sandbox=$sandbox", $expected);
    },
];

$failed = 0;
foreach ($tests as $name => $test) {
    ['id' => $id, 'login' => $login, 'password' => $password, 'key' => $key] = control('POST', '/sandboxes');
    try {
        $test(new FaireSimple(getenv('FAIRE_SIMPLE_URL'), $login, $password, $key), $id);
        echo "ok: $name\n";
    } catch (Exception $problem) {
        $failed++;
        echo "FAILED: $name: {$problem->getMessage()}\n";
    } finally {
        control('DELETE', "/sandboxes/$id");
    }
}
exit($failed === 0 ? 0 : 1);
