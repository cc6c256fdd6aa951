// The library inside a Kotlin program, without an engine: one JSON line that names what was checked.
//
// Usage: java -cp … -Djna.library.path=<folder with libopenwork_ffi.so> ChecksKt <data folder> <workspace folder>
// with JNA, kotlin-stdlib and kotlinx-coroutines-core-jvm in the class path. Debian's JNA (libjna-java, libjna-jni) also
// needs -Djna.nosys=false, and -Djava.library.path where it is not installed.

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import uniffi.openwork.EndReason
import uniffi.openwork.EventListener
import uniffi.openwork.OpenOptions
import uniffi.openwork.OpenWork
import uniffi.openwork_core.CreateLocalWorkspace
import uniffi.openwork_core.EngineStart
import uniffi.openwork_core.ErrorKind
import uniffi.openwork_core.Event
import uniffi.openwork_core.OpenWorkException
import uniffi.openwork_core.RenameWorkspace

/** Keeps what it hears; `failing` raises at the first event. */
class Heard(private val failing: Boolean = false) : EventListener {
    val events = Channel<Event>(Channel.UNLIMITED)
    val end = CompletableDeferred<EndReason>()

    override fun onEvent(event: Event) {
        events.trySend(event)
        check(!failing) { "a fault of the host" }
    }

    override fun onEnd(reason: EndReason) {
        end.complete(reason)
    }
}

/** Records, options and failures cross in both directions. */
suspend fun workspaces(server: OpenWork, folder: String): String {
    val made = server.workspaces().createLocal(CreateLocalWorkspace(folder, "Work"))
    check(server.workspaces().list().items.map { it.id } == listOf(made.id))
    try {
        server.workspaces().get("ws_none")
        error("found what is not there")
    } catch (failure: OpenWorkException.NotFound) {
        check(failure.kind == ErrorKind.NOT_FOUND && failure.detail.isNotEmpty())
    }
    try {
        server.workspaces().createLocal(CreateLocalWorkspace(folder, ""))
        error("took an empty name")
    } catch (failure: OpenWorkException.Invalid) {
        check(failure.kind == ErrorKind.UNPROCESSABLE && "display name" in failure.detail)
    }
    return made.id
}

/** A listener hears, fails alone, and hears of its end. */
suspend fun events(server: OpenWork, workspace: String) {
    val heard = Heard()
    val failing = Heard(failing = true)
    val cancelled = Heard()
    val kept = listOf(heard, failing, cancelled).map { server.events().watch(workspace, it) }
    kept[2].cancel()
    check(cancelled.end.await() is EndReason.Cancelled)
    server.workspaces().rename(workspace, RenameWorkspace("Other"))
    check(heard.events.receive().kind == "workspace.changed")
    check(failing.end.await() is EndReason.ListenerFailed)
    check(server.shutdown().isEmpty())
    check(server.shutdown().isEmpty())
    check(heard.end.await() is EndReason.Ended)
    kept.forEach { it.destroy() }
}

fun main(arguments: Array<String>) = runBlocking {
    withTimeout(30_000) {
        val server = OpenWork.open(OpenOptions(dataDir = arguments[0], engineStart = EngineStart.DISABLED))
        val workspace = workspaces(server, arguments[1])
        events(server, workspace)
        server.destroy()
    }
    println("""{"checked":["workspaces","events"]}""")
}
