/** Starts the live part of the agent and receives what it sends, through a binding of the inspector. */
import { randomBytes } from 'node:crypto';
import {
  type AgentMessage,
  type ExitReport,
  type FollowedReport,
  type LiveAgentOptions,
  type RejectionReport,
  type SecondReport,
  type TimersReport,
} from '../../protocol/agent-live.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { CdpConnection } from '../cdp/connection.ts';
import { callHandle, evaluateHandle } from '../cdp/evaluate.ts';
import { agentRealmName } from '../collect/bootstrap.ts';
import { type AgentHandle, asyncIdsFunction, closureHandles } from '../collect/install-agent.ts';
import { Heartbeats } from './heartbeats.ts';
import { liveHost } from './live-host-text.ts';

export type LinkOptions = Omit<LiveAgentOptions, 'binding'>;

export class AgentLink implements Disposable {
  readonly beats: Heartbeats;
  readonly #binding = `loopscope-${randomBytes(8).toString('hex')}`;
  readonly #connection: CdpConnection;
  readonly #agent: AgentHandle;
  readonly #store = new DisposableStore();
  readonly #second = this.#store.add(new Emitter<SecondReport>());
  readonly #followed = this.#store.add(new Emitter<FollowedReport>());
  readonly #rejection = this.#store.add(new Emitter<RejectionReport>());
  readonly #timers = this.#store.add(new Emitter<TimersReport>());
  readonly #exit = this.#store.add(new Emitter<ExitReport>());
  readonly onSecond = this.#second.event;
  readonly onFollowed = this.#followed.event;
  readonly onRejection = this.#rejection.event;
  readonly onTimers = this.#timers.event;
  /** The target says goodbye; the connection ends soon after. */
  readonly onExit = this.#exit.event;

  constructor(connection: CdpConnection, agent: AgentHandle, now: () => number) {
    this.#connection = connection;
    this.#agent = agent;
    this.beats = this.#store.add(new Heartbeats(now));
    this.#store.add(
      connection.on('Runtime.bindingCalled', ({ name, payload }) => {
        if (name === this.#binding) this.#receive(JSON.parse(payload) as AgentMessage);
      }),
    );
  }

  /** Listen before: the first messages come at once. May be called again when the agent has withdrawn. */
  async start(options: LinkOptions): Promise<void> {
    const connection = this.#connection;
    const binding = this.#binding;
    // Only into the agent's own realm: a global in every context of the program would be seen by the program.
    // The agent takes the global away; V8 makes it anew only for a binding that it does not have.
    await Promise.all([
      connection.send('Runtime.removeBinding', { name: binding }),
      connection.send('Runtime.addBinding', {
        name: binding,
        executionContextName: agentRealmName,
      }),
    ]);
    const require = await evaluateHandle(connection, 'require');
    const closures = [
      ...(await closureHandles(
        connection,
        "require('async_hooks').createHook({ init() {} }).enable",
        ['getHookArrays', 'enableHooks', 'disableHooks'],
      )),
      ...(await closureHandles(connection, asyncIdsFunction, ['async_wrap'])),
      ...(await closureHandles(connection, "require('timers').clearTimeout", ['timerListMap'])),
    ];
    const host = await callHandle(connection, require, liveHost, closures);
    await this.#agent.callWith('openLive', host);
    await this.#agent.call('startLive', { ...options, binding });
  }

  /** Ends what `start` began. */
  async stop(): Promise<void> {
    this.dispose();
    await Promise.all([
      this.#agent.call('stopLive'),
      this.#connection.send('Runtime.removeBinding', { name: this.#binding }),
    ]);
  }

  #receive(message: AgentMessage): void {
    switch (message.type) {
      case 'beat':
      case 'late':
      case 'withdrawn':
        return this.beats.receive(message);
      case 'second':
        return this.#second.fire(message);
      case 'followed':
        return this.#followed.fire(message);
      case 'rejection':
        return this.#rejection.fire(message);
      case 'timers':
        return this.#timers.fire(message);
      case 'exit':
        return this.#exit.fire(message);
    }
  }

  dispose(): void {
    this.#store.dispose();
  }
}
