<?php
// Roundcube 1.6: what `dueprocess notifier serve` says, on the page of the mailbox. Put this file into
// plugins/due_waiting/due_waiting.php and 'due_waiting' into $config['plugins']. No script, nothing kept.
// The same length stands on the page whether or not a message waits.
class due_waiting extends rcube_plugin
{
    public $task = 'mail';
    private const LENGTH = 4096;

    function init()
    {
        $this->add_hook('render_page', [$this, 'show']);
    }

    function show($args)
    {
        if ($args['template'] !== 'mail') {
            return $args;
        }
        $rcmail = rcmail::get_instance();
        $url = $rcmail->config->get('due_waiting_url', 'http://127.0.0.1:8007');
        $language = substr((string) $rcmail->user->language, 0, 2);
        $says = $this->ask("$url/banner/$language", $rcmail->get_user_name());
        if ($says === null) {
            $says = $this->ask("$url/banner", $rcmail->get_user_name());
        }
        $box = '<div id="due-waiting" role="status" style="padding:.4rem 1rem">' . ($says ?? '') . '</div>';
        $args['content'] = preg_replace('/(<body[^>]*>)/', '$1' . addcslashes(str_pad($box, self::LENGTH), '\\$'), $args['content'], 1);
        return $args;
    }

    private function ask($url, $account)
    {
        $context = stream_context_create(['http' => [
            'protocol_version' => 1.1,
            'timeout' => 3,
            'header' => ['X-Dueprocess-Account: ' . rawurlencode((string) $account), 'Connection: close'],
        ]]);
        $page = @file_get_contents($url, false, $context);
        return $page !== false && preg_match('#<main>(.*)</main>#s', $page, $found) ? $found[1] : null;
    }
}
