<?php

declare(strict_types=1);

require_once __DIR__ . '/FaireSimple.php';
require_once __DIR__ . '/InSandbox.php';

use PHPUnit\Framework\TestCase;

final class FaireSimpleTest extends TestCase
{
    use InSandbox;

    private FaireSimple $client;

    protected function sandboxOptions(): array
    {
        return ['state' => ['users' => [['uid' => 9, 'ville' => 'Corte']]]];
    }

    protected function except(): array
    {
        return [['operation' => 'getUser', 'status' => 200]];
    }

    protected function setUp(): void
    {
        ['login' => $login, 'password' => $password, 'key' => $key] = $this->sandbox;
        $this->client = new FaireSimple(getenv('FAIRE_SIMPLE_URL'), $login, $password, $key);
    }

    public function testRegistersAPartner(): void
    {
        self::assertSame('Corte', $this->client->getUser(9)['ville']);
        $this->client->setStatut(9, 1);
        self::assertSame(1, $this->inSandbox('GET', '/records/users/9')['statut']);
        $this->verify(['operation' => 'setUserStatut', 'uid' => 9, 'times' => 1]);
    }

    public function testTriesAgainAfterA503(): void
    {
        $answer = ['action' => 'answer', 'status' => 503, 'headers' => ['retry-after' => '0']];
        $this->inSandbox('POST', '/rules', ['operation' => 'getUser', 'times' => 1, 'then' => $answer]);
        self::assertSame(9, $this->client->getUser(9)['uid']);
        $this->verify(['operation' => 'getUser', 'uid' => 9, 'times' => 2]);
    }
}
