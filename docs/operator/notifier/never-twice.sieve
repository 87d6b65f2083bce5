require ["duplicate"];

# A mail of the notifier that is handed over again has the same Message-ID: the second copy goes (RFC 7352).
# Put your own address. Other mail is not looked at.
if header :is "Auto-Submitted" "auto-generated" {
    if header :contains "From" "<people@fennel.example>" {
        if duplicate :header "Message-ID" :handle "due-process-notifier" :seconds 2592000 {
            discard;
            stop;
        }
    }
}
