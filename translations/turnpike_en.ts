<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>CertificateState</name>
    <message numerus="yes">
        <source>The certificate %1 expires in %n day(s).</source>
        <translation>
            <numerusform>The certificate %1 expires in %n day.</numerusform>
            <numerusform>The certificate %1 expires in %n days.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChangeText</name>
    <message numerus="yes">
        <source>… %n in all</source>
        <translation>
            <numerusform>… %n in all</numerusform>
            <numerusform>… %n in all</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n user(s) of %2 cannot sign in after the push, as their keys were made for the old realm: %3. Set their passwords again, or put the realm back.</source>
        <translation>
            <numerusform>%1 of %n user of %2 cannot sign in after the push, as their keys were made for the old realm: %3. Set their passwords again, or put the realm back.</numerusform>
            <numerusform>%1 of %n users of %2 cannot sign in after the push, as their keys were made for the old realm: %3. Set their passwords again, or put the realm back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ContentsPage</name>
    <message numerus="yes">
        <source>Files: %n type(s) are blocked.</source>
        <translation>
            <numerusform>Files: %n type is blocked.</numerusform>
            <numerusform>Files: %n types are blocked.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n trusted edge server(s).</source>
        <translation>
            <numerusform>%n trusted edge server.</numerusform>
            <numerusform>%n trusted edge servers.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n A/V authentication service(s).</source>
        <translation>
            <numerusform>%n A/V authentication service.</numerusform>
            <numerusform>%n A/V authentication services.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Quality reports are kept for %n day(s).</source>
        <translation>
            <numerusform>Quality reports are kept for %n day.</numerusform>
            <numerusform>Quality reports are kept for %n days.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n server(s).</source>
        <translation>
            <numerusform>%n server.</numerusform>
            <numerusform>%n servers.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Drain</name>
    <message numerus="yes">
        <source>%n call(s) are cut at once.</source>
        <translation>
            <numerusform>%n call is cut at once.</numerusform>
            <numerusform>%n calls are cut at once.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) may go on for an hour; what is left then is cut.</source>
        <translation>
            <numerusform>%n call may go on for an hour; what is left then is cut.</numerusform>
            <numerusform>%n calls may go on for an hour; what is left then is cut.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Cut %n call(s)</source>
        <translation>
            <numerusform>Cut %n call</numerusform>
            <numerusform>Cut %n calls</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Health</name>
    <message numerus="yes">
        <source>%n more need(s) attention.</source>
        <comment>certificates</comment>
        <translation>
            <numerusform>%n more needs attention.</numerusform>
            <numerusform>%n more need attention.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Leaving</name>
    <message numerus="yes">
        <source>%n live call(s) on this computer&apos;s relay end: it runs in this window.</source>
        <translation>
            <numerusform>%n live call on this computer&apos;s relay ends: it runs in this window.</numerusform>
            <numerusform>%n live calls on this computer&apos;s relay end: it runs in this window.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) for %1 are lost: they are neither pushed nor kept on disk.</source>
        <translation>
            <numerusform>%n change for %1 is lost: it is neither pushed nor kept on disk.</numerusform>
            <numerusform>%n changes for %1 are lost: they are neither pushed nor kept on disk.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) that were not pushed are kept for the next start.</source>
        <translation>
            <numerusform>%n change that was not pushed is kept for the next start.</numerusform>
            <numerusform>%n changes that were not pushed are kept for the next start.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>End %n call(s) and close</source>
        <translation>
            <numerusform>End %n call and close</numerusform>
            <numerusform>End %n calls and close</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>News</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message numerus="yes">
        <source>%n call(s) now</source>
        <translation>
            <numerusform>%n call now</numerusform>
            <numerusform>%n calls now</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ValueText</name>
    <message numerus="yes">
        <source>%n entries</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::AllocationDetail</name>
    <message numerus="yes">
        <source>TCP, %n connection(s)</source>
        <translation>
            <numerusform>TCP, %n connection</numerusform>
            <numerusform>TCP, %n connections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::AttentionList</name>
    <message numerus="yes">
        <source>%n more are listed under Problems below.</source>
        <translation>
            <numerusform>One more is listed under Problems below.</numerusform>
            <numerusform>%n more are listed under Problems below.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::CallsPage</name>
    <message numerus="yes">
        <source>End %n calls…</source>
        <translation>
            <numerusform>End call…</numerusform>
            <numerusform>End %n calls…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::ConnectionDialog</name>
    <message numerus="yes">
        <source>Your %n change(s) on %1 are kept until you come back to it.</source>
        <translation>
            <numerusform>Your %n change on %1 is kept until you come back to it.</numerusform>
            <numerusform>Your %n changes on %1 are kept until you come back to it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::EndCallsBar</name>
    <message numerus="yes">
        <source>Ended %n call(s) of %1.</source>
        <translation>
            <numerusform>Ended the call of %1.</numerusform>
            <numerusform>Ended %n calls of %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ended %n call(s).</source>
        <translation>
            <numerusform>Ended the call.</numerusform>
            <numerusform>Ended %n calls.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) had ended before.</source>
        <translation>
            <numerusform>One call had ended before.</numerusform>
            <numerusform>%n calls had ended before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>End %n calls</source>
        <translation>
            <numerusform>End call</numerusform>
            <numerusform>End %n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>End all %n calls of %1? Sound and picture stop at once.</source>
        <translation>
            <numerusform>End the one call of %1? Sound and picture stop at once.</numerusform>
            <numerusform>End all %n calls of %1? Sound and picture stop at once.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>End %n calls (%1)? Sound and picture stop at once.</source>
        <translation>
            <numerusform>End %n call (%1)? Sound and picture stop at once.</numerusform>
            <numerusform>End %n calls (%1)? Sound and picture stop at once.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::ExportDialog</name>
    <message numerus="yes">
        <source>This configuration holds %n secret(s)</source>
        <translation>
            <numerusform>This configuration holds %n secret</numerusform>
            <numerusform>This configuration holds %n secrets</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::ImportDialog</name>
    <message numerus="yes">
        <source>%n change(s) from %1</source>
        <translation>
            <numerusform>%n change from %1</numerusform>
            <numerusform>%n changes from %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n secret(s) that the file leaves out stay as they are.</source>
        <translation>
            <numerusform>%n secret that the file leaves out stays as it is.</numerusform>
            <numerusform>%n secrets that the file leaves out stay as they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Import %n change(s)</source>
        <translation>
            <numerusform>Import %n change</numerusform>
            <numerusform>Import %n changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::ImportErrorsDialog</name>
    <message numerus="yes">
        <source>%n error(s) in %1</source>
        <translation>
            <numerusform>%n error in %1</numerusform>
            <numerusform>%n errors in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>These are the first; there are %n more.</source>
        <translation>
            <numerusform>These are the first; there are %n more.</numerusform>
            <numerusform>These are the first; there are %n more.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::InfoBar</name>
    <message numerus="yes">
        <source>%n more message(s)</source>
        <translation>
            <numerusform>%n more message</numerusform>
            <numerusform>%n more messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::LinkCard</name>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::ListField</name>
    <message numerus="yes">
        <source>%n type(s)</source>
        <translation>
            <numerusform>%n type</numerusform>
            <numerusform>%n types</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::LiveStateLine</name>
    <message numerus="yes">
        <source>Paused, %n updates not shown</source>
        <translation>
            <numerusform>Paused, %n update not shown</numerusform>
            <numerusform>Paused, %n updates not shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::MainWindow</name>
    <message numerus="yes">
        <source>%n change(s) not pushed</source>
        <translation>
            <numerusform>%n change not pushed</numerusform>
            <numerusform>%n changes not pushed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::MergePage</name>
    <message numerus="yes">
        <source>%n setting(s) were changed by both of you: choose whose value stays.</source>
        <translation>
            <numerusform>%n setting was changed by both of you: choose whose value stays.</numerusform>
            <numerusform>%n settings were changed by both of you: choose whose value stays.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other change(s) of yours fit in as they are.</source>
        <translation>
            <numerusform>%n other change of yours fits in as it is.</numerusform>
            <numerusform>%n other changes of yours fit in as they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing overlaps: %n change(s) of yours fit in as they are.</source>
        <translation>
            <numerusform>Nothing overlaps: %n change of yours fits in as it is.</numerusform>
            <numerusform>Nothing overlaps: %n changes of yours fit in as they are.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::NavigatorModel</name>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) not pushed</source>
        <translation>
            <numerusform>%n change not pushed</numerusform>
            <numerusform>%n changes not pushed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::PageArea</name>
    <message numerus="yes">
        <source>%n change(s) not pushed</source>
        <translation>
            <numerusform>%n change not pushed</numerusform>
            <numerusform>%n changes not pushed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::RecoveryDialog</name>
    <message numerus="yes">
        <source>%n change(s) from %1 were not pushed</source>
        <translation>
            <numerusform>%n change from %1 was not pushed</numerusform>
            <numerusform>%n changes from %1 were not pushed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::RelayTestDialog</name>
    <message numerus="yes">
        <source>All %n transport(s) work.</source>
        <translation>
            <numerusform>The one transport works.</numerusform>
            <numerusform>All %n transports work.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n transport(s) work.</source>
        <translation>
            <numerusform>%1 of %n transport works.</numerusform>
            <numerusform>%1 of %n transports work.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::ReviewDialog</name>
    <message numerus="yes">
        <source>%n change(s) to %1</source>
        <translation>
            <numerusform>%n change to %1</numerusform>
            <numerusform>%n changes to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Push %n change(s) to %1</source>
        <translation>
            <numerusform>Push %n change to %1</numerusform>
            <numerusform>Push %n changes to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Push %1 of %n change(s) to %2</source>
        <translation>
            <numerusform>Push %1 of %n change to %2</numerusform>
            <numerusform>Push %1 of %n changes to %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more, about what these changes do not touch</source>
        <translation>
            <numerusform>%n more, about what these changes do not touch</numerusform>
            <numerusform>%n more, about what these changes do not touch</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::StatusLine</name>
    <message numerus="yes">
        <source>%n call(s)</source>
        <translation>
            <numerusform>%n call</numerusform>
            <numerusform>%n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::Transfer</name>
    <message numerus="yes">
        <source>%n secret(s) that your role does not see were left out.</source>
        <translation>
            <numerusform>%n secret that your role does not see was left out.</numerusform>
            <numerusform>%n secrets that your role does not see were left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n secret(s) were left out.</source>
        <translation>
            <numerusform>%n secret was left out.</numerusform>
            <numerusform>%n secrets were left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Imported %n change(s) from %1. Nothing is pushed yet.</source>
        <translation>
            <numerusform>Imported %n change from %1. Nothing is pushed yet.</numerusform>
            <numerusform>Imported %n changes from %1. Nothing is pushed yet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 was not imported: %n error(s).</source>
        <translation>
            <numerusform>%1 was not imported: %n error.</numerusform>
            <numerusform>%1 was not imported: %n errors.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::WebComponentsPage</name>
    <message numerus="yes">
        <source>Sets %n address(es) outside from %1.</source>
        <translation>
            <numerusform>Sets %n address outside from %1.</numerusform>
            <numerusform>Sets %n addresses outside from %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::Workspace</name>
    <message numerus="yes">
        <source>Put back %n change(s)</source>
        <translation>
            <numerusform>Put back %n change</numerusform>
            <numerusform>Put back %n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Restore %n change(s)</source>
        <translation>
            <numerusform>Restore %n change</numerusform>
            <numerusform>Restore %n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Your %n change(s) that are not pushed are kept.</source>
        <translation>
            <numerusform>Your %n change that is not pushed is kept.</numerusform>
            <numerusform>Your %n changes that are not pushed are kept.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::ui::WorkspaceNotices</name>
    <message numerus="yes">
        <source>%n earlier message(s) are in the log.</source>
        <translation>
            <numerusform>%n earlier message is in the log.</numerusform>
            <numerusform>%n earlier messages are in the log.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You and %1 changed the same %n setting(s). The relay runs theirs; yours are kept as changes that are not pushed, until you choose.</source>
        <translation>
            <numerusform>You and %1 changed the same %n setting. The relay runs theirs; yours is kept as a change that is not pushed, until you choose.</numerusform>
            <numerusform>You and %1 changed the same %n settings. The relay runs theirs; yours are kept as changes that are not pushed, until you choose.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) of an earlier run were not pushed. Until you decide about them, nothing can be edited.</source>
        <translation>
            <numerusform>%n change of an earlier run was not pushed. Until you decide about it, nothing can be edited.</numerusform>
            <numerusform>%n changes of an earlier run were not pushed. Until you decide about them, nothing can be edited.</numerusform>
        </translation>
    </message>
</context>
</TS>
